using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>The parts of a process that belong to the runtime and not to Flink: loaded code, and stacks and everything else that is native.</summary>
/// <param name="Metaspace">Loaded code, bytes.</param>
/// <param name="Overhead">The rest, bytes.</param>
internal readonly record struct RuntimeParts(long Metaspace, long Overhead)
{
    /// <summary>Both, where the memory of Flink is known; the whole process may be configured as well and then decides about the overhead.</summary>
    /// <exception cref="ConfigurationException">They don't fit together.</exception>
    public static RuntimeParts Beside(long flink, FlinkConfiguration configuration, RuntimeOptions options)
    {
        var metaspace = configuration.Get(options.Metaspace).Bytes;
        var share = options.Overhead(configuration);
        var parts = new MemoryParts(("total Flink memory", flink), (options.Metaspace.Key, metaspace));
        if (!configuration.TryGet(options.Process, out var process))
        {
            return new RuntimeParts(metaspace, share.BesideRest(parts.Sum));
        }

        var overhead = parts.RestOf(options.Process.Key, process.Bytes);
        return new RuntimeParts(metaspace, share.Check(overhead, $"What {options.Process.Key} leaves beside {parts} for overhead"));
    }

    /// <summary>Both, where only the whole process is known.</summary>
    public static RuntimeParts Within(long process, FlinkConfiguration configuration, RuntimeOptions options) =>
        new(configuration.Get(options.Metaspace).Bytes, options.Overhead(configuration).Of(process));
}
