using Flink.Client.Rest;
using Flink.Core;

namespace Flink.Client.Submission;

/// <summary>An exception that ended a job in a cluster. It prints as it printed there.</summary>
/// <param name="cause">What the cluster told.</param>
public sealed class RemoteFailureException(FailureCause cause) : FlinkException(MessageOf(cause))
{
    /// <summary>The exception's type.</summary>
    public string ExceptionName => cause.Class;

    /// <inheritdoc/>
    public override string ToString() => cause.StackTrace;

    // The first line without the type, up to where causes and stack begin.
    private static string MessageOf(FailureCause cause)
    {
        var line = cause.StackTrace.Split('\n', 2)[0].Trim();
        return line.StartsWith(cause.Class + ": ", StringComparison.Ordinal) ? line[(cause.Class.Length + 2)..] : line;
    }
}
