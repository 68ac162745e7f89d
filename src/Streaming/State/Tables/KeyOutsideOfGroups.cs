using Flink.Core;
using Flink.Core.Types;

namespace Flink.Streaming.State.Tables;

/// <summary>The failure of a key that reached a subtask which does not own its key group.</summary>
internal static class KeyOutsideOfGroups
{
    public static FlinkException Of(ulong hash, int maxParallelism) => new(
        $"A key with hash {hash:x16} belongs to key group {KeyGroups.Of(hash, maxParallelism)}, which this subtask does not own. " +
        "Its hash or equality changed after KeyBy: give keys a hash that depends on their value only, and do not change objects that are keys.");
}
