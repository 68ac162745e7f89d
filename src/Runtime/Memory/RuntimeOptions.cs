using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>The options that a JobManager's and a TaskManager's process have under different names.</summary>
internal sealed record RuntimeOptions(
    ConfigOption<MemorySize> Process,
    ConfigOption<MemorySize> Metaspace,
    ConfigOption<MemorySize> OverheadMin,
    ConfigOption<MemorySize> OverheadMax,
    ConfigOption<double> OverheadFraction)
{
    public static RuntimeOptions OfTaskManager { get; } = new(
        TaskManagerMemoryOptions.ProcessSize,
        TaskManagerMemoryOptions.MetaspaceSize,
        TaskManagerMemoryOptions.OverheadMin,
        TaskManagerMemoryOptions.OverheadMax,
        TaskManagerMemoryOptions.OverheadFraction);

    public static RuntimeOptions OfJobManager { get; } = new(
        JobManagerMemoryOptions.ProcessSize,
        JobManagerMemoryOptions.MetaspaceSize,
        JobManagerMemoryOptions.OverheadMin,
        JobManagerMemoryOptions.OverheadMax,
        JobManagerMemoryOptions.OverheadFraction);

    public MemoryShare Overhead(FlinkConfiguration configuration) => new(configuration, OverheadMin, OverheadMax, OverheadFraction);
}
