namespace Flink.Core.Configuration;

/// <summary>Options of how a job is executed and by what.</summary>
public static class ExecutionOptions
{
    /// <summary>Where the program runs: local, remote, or the name of a deployment that a plug-in brings.</summary>
    public static ConfigOption<string> Target { get; } = ConfigOption.String(
        "execution.target",
        "Where the program runs: local, remote, or the name of a deployment that a plug-in brings.")
        .Supported();

    /// <summary>Whether the submitting client waits until the job ends.</summary>
    public static ConfigOption<bool> Attached { get; } = ConfigOption.Bool(
        "execution.attached",
        false,
        "Whether the submitting client waits until the job ends.")
        .Supported();

    /// <summary>Whether a job ends with the client that is attached to it.</summary>
    public static ConfigOption<bool> ShutdownOnAttachedExit { get; } = ConfigOption.Bool(
        "execution.shutdown-on-attached-exit",
        false,
        "Whether a job is cancelled when the client that is attached to it gives no sign of life any more.")
        .Supported();

    /// <summary>Whether an application's cluster stops when its program ends.</summary>
    public static ConfigOption<bool> ShutdownOnApplicationFinish { get; } = ConfigOption.Bool(
        "execution.shutdown-on-application-finish",
        true,
        "Whether an application's cluster stops when its program ends.")
        .Supported();

    /// <summary>
    /// Whether an application whose program throws before it submits a job leaves a failed job for the record.
    /// </summary>
    public static ConfigOption<bool> SubmitFailedJobOnApplicationError { get; } = ConfigOption.Bool(
        "execution.submit-failed-job-on-application-error",
        false,
        "Whether an application whose program throws before it submits a job leaves a failed job for the "
            + "record.");

    /// <summary>Whether programs may change configuration by code.</summary>
    public static ConfigOption<bool> AllowClientJobConfigurations { get; } = ConfigOption.Bool(
        "execution.allow-client-job-configurations",
        true,
        "Whether programs may change configuration by code.")
        .Deprecates("execution.program-config.enabled");

    /// <summary>How the job treats its input.</summary>
    public static ConfigOption<RuntimeExecutionMode> RuntimeMode { get; } = ConfigOption.Enum(
        "execution.runtime-mode",
        RuntimeExecutionMode.Streaming,
        "How the job treats its input.")
        .Supported();

    /// <summary>Whether unfilled buffers are sent after a time; if not, only full ones are.</summary>
    public static ConfigOption<bool> BufferTimeoutEnabled { get; } = ConfigOption.Bool(
        "execution.buffer-timeout.enabled",
        true,
        "Whether unfilled buffers are sent after a time; if not, only full ones are.")
        .Supported();

    /// <summary>Longest time that a record waits in an unfilled buffer; 0 sends after each record.</summary>
    public static ConfigOption<TimeSpan> BufferTimeout { get; } = ConfigOption.Duration(
        "execution.buffer-timeout.interval",
        "100 ms",
        "Longest time that a record waits in an unfilled buffer; 0 sends after each record.")
        .Deprecates("execution.buffer-timeout")
        .Supported();

    /// <summary>How stages of a batch job exchange data.</summary>
    public static ConfigOption<string> BatchShuffleMode { get; } = ConfigOption.Choice(
        "execution.batch-shuffle-mode",
        ["ALL_EXCHANGES_PIPELINED", "ALL_EXCHANGES_BLOCKING", "ALL_EXCHANGES_HYBRID_FULL", "ALL_EXCHANGES_HYBRID_SELECTIVE"],
        "ALL_EXCHANGES_BLOCKING",
        "How stages of a batch job exchange data.");

    /// <summary>Whether batch jobs sort the input of keyed operators instead of keeping a table of all keys.</summary>
    public static ConfigOption<bool> SortInputs { get; } = ConfigOption.Bool(
        "execution.sorted-inputs.enabled",
        true,
        "Whether batch jobs sort the input of keyed operators instead of keeping a table of all keys.");

    /// <summary>Managed memory of each sorted input.</summary>
    public static ConfigOption<MemorySize> SortInputsMemory { get; } = ConfigOption.Memory(
        "execution.sorted-inputs.memory",
        "128 mb",
        "Managed memory of each sorted input.");

    /// <summary>Whether batch jobs keep state of one key at a time.</summary>
    public static ConfigOption<bool> BatchSorterStateBackend { get; } = ConfigOption.Bool(
        "execution.batch-state-backend.enabled",
        true,
        "Whether batch jobs keep state of one key at a time.");

    /// <summary>Types that are told about each submission and each end of a job.</summary>
    public static ConfigOption<IReadOnlyList<string>> JobListeners { get; } = ConfigOption.StringList(
        "execution.job-listeners",
        "Types that are told about each submission and each end of a job.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Execution",
        [
            Target,
            Attached,
            ShutdownOnAttachedExit,
            ShutdownOnApplicationFinish,
            SubmitFailedJobOnApplicationError,
            AllowClientJobConfigurations,
            RuntimeMode,
            BufferTimeoutEnabled,
            BufferTimeout,
            BatchShuffleMode,
            SortInputs,
            SortInputsMemory,
            BatchSorterStateBackend,
            JobListeners,
        ]);
}
