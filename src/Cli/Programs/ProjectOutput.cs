namespace Flink.Cli.Programs;

/// <summary>Finds what a project was built into without asking the SDK, which takes seconds.</summary>
internal static class ProjectOutput
{
    /// <summary>The entry assembly, when it is newer than everything it was made of; null when that is not certain.</summary>
    public static string? FindFresh(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        return Candidates(project, name).FirstOrDefault(File.Exists) is { } assembly
            && File.Exists(StampOf(assembly))
            && ProjectSources.NewestOf(project) is { } newest
            && newest <= File.GetLastWriteTimeUtc(StampOf(assembly))
                ? assembly
                : null;
    }

    /// <summary>Says that the output holds the sources of a time: a build does not touch files that would not change.</summary>
    public static void MarkFresh(string assembly, DateTime time)
    {
        if (File.Exists(StampOf(assembly)))
        {
            File.SetLastWriteTimeUtc(StampOf(assembly), time);
        }
    }

    private static string StampOf(string assembly) => Path.ChangeExtension(assembly, ".runtimeconfig.json");

    private static IEnumerable<string> Candidates(string project, string name)
    {
        var folder = Path.GetDirectoryName(project)!;
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            yield return Path.Combine(above, "artifacts", "bin", name, "release", name + ".dll");
        }

        var release = Path.Combine(folder, "bin", "Release");
        if (Directory.Exists(release))
        {
            // With several target frameworks it is not known here which one is meant.
            var outputs = Directory.GetDirectories(release, "net*");
            if (outputs.Length == 1)
            {
                yield return Path.Combine(outputs[0], name + ".dll");
            }
        }
    }
}
