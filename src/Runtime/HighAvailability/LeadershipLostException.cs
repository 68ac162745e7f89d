using Flink.Core;

namespace Flink.Runtime.HighAvailability;

/// <summary>Something was to be written by a process that does not lead any more.</summary>
/// <param name="message">What, and which term.</param>
/// <param name="mayBeDone">Whether the next leader may see it nevertheless.</param>
/// <remarks>
/// Whoever catches it must not treat the write as done, and, when <see cref="MayBeDone"/>, must not delete what it refers to either: the next
/// leader may build on it.
/// </remarks>
public sealed class LeadershipLostException(string message, bool mayBeDone) : FlinkException(message, isRetryable: true)
{
    /// <summary>False: it is certain that nothing was written.</summary>
    public bool MayBeDone { get; } = mayBeDone;
}
