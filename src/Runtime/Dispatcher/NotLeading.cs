using Flink.Core;

namespace Flink.Runtime.Dispatcher;

/// <summary>What is said while this process does not lead.</summary>
internal static class NotLeading
{
    public static FlinkException Exception() =>
        new("This JobManager does not lead at the moment. Ask the leader, or ask again in a moment.", isRetryable: true);
}
