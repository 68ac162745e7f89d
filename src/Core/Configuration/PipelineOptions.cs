namespace Flink.Core.Configuration;

/// <summary>Options of one job's graph.</summary>
public static class PipelineOptions
{
    /// <summary>Name of the job, as lists and metrics show it.</summary>
    public static ConfigOption<string> Name { get; } = ConfigOption.String(
        "pipeline.name",
        "Name of the job, as lists and metrics show it.")
        .Supported();

    /// <summary>
    /// Number of key groups, the upper limit for rescaling; -1 derives it from the parallelism. It cannot change
    /// while state is kept.
    /// </summary>
    public static ConfigOption<int> MaxParallelism { get; } = ConfigOption.Int(
        "pipeline.max-parallelism",
        -1,
        "Number of key groups, the upper limit for rescaling; -1 derives it from the parallelism. It cannot "
            + "change while state is kept.")
        .Between(-1, 32768)
        .Supported();

    /// <summary>Whether chained operators may pass on the same mutable object instead of a copy.</summary>
    public static ConfigOption<bool> ObjectReuse { get; } = ConfigOption.Bool(
        "pipeline.object-reuse",
        false,
        "Whether chained operators may pass on the same mutable object instead of a copy.");

    /// <summary>Whether neighbouring operators share a task and hand records over by call.</summary>
    public static ConfigOption<bool> OperatorChaining { get; } = ConfigOption.Bool(
        "pipeline.operator-chaining.enabled",
        true,
        "Whether neighbouring operators share a task and hand records over by call.")
        .Deprecates("pipeline.operator-chaining")
        .Supported();

    /// <summary>Whether operators with different max parallelism may share a task.</summary>
    public static ConfigOption<bool> ChainDifferentMaxParallelism { get; } = ConfigOption.Bool(
        "pipeline.operator-chaining.chain-operators-with-different-max-parallelism",
        true,
        "Whether operators with different max parallelism may share a task.");

    /// <summary>Time between two periodic watermarks; 0 turns them off.</summary>
    public static ConfigOption<TimeSpan> AutoWatermarkInterval { get; } = ConfigOption.Duration(
        "pipeline.auto-watermark-interval",
        "200 ms",
        "Time between two periodic watermarks; 0 turns them off.")
        .Supported();

    /// <summary>Free parameters that user functions can read.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> GlobalJobParameters { get; } = ConfigOption.Map(
        "pipeline.global-job-parameters",
        "Free parameters that user functions can read.");

    /// <summary>Program packages that travel with the job.</summary>
    public static ConfigOption<IReadOnlyList<string>> Jars { get; } = ConfigOption.StringList(
        "pipeline.jars",
        "Program packages that travel with the job.");

    /// <summary>Places of assemblies that every worker must reach and that do not travel with the job.</summary>
    public static ConfigOption<IReadOnlyList<string>> Classpaths { get; } = ConfigOption.StringList(
        "pipeline.classpaths",
        "Places of assemblies that every worker must reach and that do not travel with the job.");

    /// <summary>Whether a source that cannot pause single splits may take part in watermark alignment.</summary>
    public static ConfigOption<bool> WatermarkAlignmentSplits { get; } = ConfigOption.Bool(
        "pipeline.watermark-alignment.allow-unaligned-source-splits",
        false,
        "Whether a source that cannot pause single splits may take part in watermark alignment.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Pipeline",
        [
            Name,
            MaxParallelism,
            ObjectReuse,
            OperatorChaining,
            ChainDifferentMaxParallelism,
            AutoWatermarkInterval,
            GlobalJobParameters,
            Jars,
            Classpaths,
            WatermarkAlignmentSplits,
        ]);
}
