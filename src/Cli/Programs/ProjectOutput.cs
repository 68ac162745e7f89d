namespace Flink.Cli.Programs;

/// <summary>Finds what a project was built into without asking the SDK, which takes seconds.</summary>
internal static class ProjectOutput
{
    private const string RuntimeConfiguration = ".runtimeconfig.json";

    /// <summary>The entry assembly, when it is newer than everything it was made of; null when that is not certain.</summary>
    public static string? FindFresh(string project) =>
        Folders(project).Where(Directory.Exists).Select(StampIn).FirstOrDefault(stamp => stamp is not null) is { } stamp
        && AssemblyOf(stamp) is var assembly
        && File.Exists(assembly)
        && ProjectSources.NewestOf(project, withFolders: true) is { } newest
        && newest <= File.GetLastWriteTimeUtc(stamp)
            ? assembly
            : null;

    /// <summary>Dates the output of a build, since a build does not touch files that would not change.</summary>
    /// <param name="project">What was built.</param>
    /// <param name="assembly">What it made.</param>
    /// <param name="started">When the build began: sources that were changed since may not be in it.</param>
    public static void MarkFresh(string project, string assembly, DateTime started)
    {
        var stamp = StampOf(assembly);
        if (File.Exists(stamp))
        {
            // The build itself has changed folders, which must not look like a change of sources.
            var isWhole = ProjectSources.NewestOf(project, withFolders: false) <= started;
            File.SetLastWriteTimeUtc(stamp, isWhole ? DateTime.UtcNow : started);
        }
    }

    private static string StampOf(string assembly) => Path.ChangeExtension(assembly, null) + RuntimeConfiguration;

    private static string AssemblyOf(string stamp) => stamp[..^RuntimeConfiguration.Length] + ".dll";

    private static string? StampIn(string folder) => Directory.GetFiles(folder, "*" + RuntimeConfiguration) is [var only] ? only : null;

    private static IEnumerable<string> Folders(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var folder = Path.GetDirectoryName(project)!;
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            yield return Path.Combine(above, "artifacts", "bin", name, "release");
        }

        // With several target frameworks it is not known here which one is meant.
        var release = Path.Combine(folder, "bin", "Release");
        if (Directory.Exists(release) && Directory.GetDirectories(release, "net*") is [var only])
        {
            yield return only;
        }
    }
}
