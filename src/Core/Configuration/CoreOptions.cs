namespace Flink.Core.Configuration;

/// <summary>Options that concern every process and every job.</summary>
public static class CoreOptions
{
    /// <summary>Parallel instances of each operator of a job that says nothing else.</summary>
    public static ConfigOption<int> DefaultParallelism { get; } = ConfigOption.Int(
        "parallelism.default",
        1,
        "Parallel instances of each operator of a job that says nothing else.")
        .AtLeast(1)
        .Supported();

    /// <summary>
    /// Folders for temporary files, separated by commas or the path separator; files are spread over them.
    /// </summary>
    public static ConfigOption<string> TempDirectories { get; } = ConfigOption.String(
        "io.tmp.dirs",
        "Folders for temporary files, separated by commas or the path separator; files are spread over them.")
        .DefaultShownAs("the temporary folder of the system")
        .Supported();

    /// <summary>
    /// Whether an assembly that both a program and the engine bring is taken from the program (child-first) or the
    /// engine.
    /// </summary>
    public static ConfigOption<string> ClassLoaderResolveOrder { get; } = ConfigOption.Choice(
        "classloader.resolve-order",
        ["child-first", "parent-first"],
        "child-first",
        "Whether an assembly that both a program and the engine bring is taken from the program (child-first) "
            + "or the engine.");

    /// <summary>Names of assemblies that are always taken from the engine.</summary>
    public static ConfigOption<IReadOnlyList<string>> ClassLoaderParentFirst { get; } = ConfigOption.StringList(
        "classloader.parent-first-patterns.additional",
        "Names of assemblies that are always taken from the engine.");

    /// <summary>Scheme and authority of paths that have none, as in scheme://host:port.</summary>
    public static ConfigOption<string> FileSystemDefaultScheme { get; } = ConfigOption.String(
        "fs.default-scheme",
        "Scheme and authority of paths that have none, as in scheme://host:port.");

    /// <summary>Whether sinks replace output files that exist already.</summary>
    public static ConfigOption<bool> FileSystemOverwrite { get; } = ConfigOption.Bool(
        "fs.overwrite-files",
        false,
        "Whether sinks replace output files that exist already.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Core",
        [
            DefaultParallelism,
            TempDirectories,
            ClassLoaderResolveOrder,
            ClassLoaderParentFirst,
            FileSystemDefaultScheme,
            FileSystemOverwrite,
        ]);
}
