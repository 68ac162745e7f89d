using System.Xml;
using System.Xml.Linq;

namespace Flink.Cli.Programs;

/// <summary>The time of the newest file that a project is made of: its folder, the projects it references, and the settings above them.</summary>
internal static class ProjectSources
{
    private static readonly string[] _settings =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "NuGet.config", "nuget.config"];

    private static readonly string[] _outputs = ["bin", "obj", "artifacts", ".git"];

    /// <param name="project">The project file.</param>
    /// <param name="withFolders">Whether folders count too, so that a deleted file is noticed.</param>
    /// <returns>Null when the project takes in files that only a build can find.</returns>
    public static DateTime? NewestOf(string project, bool withFolders)
    {
        var projects = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<string>();
        if (!Collect(project, projects, files))
        {
            return null;
        }

        var folders = projects.Select(path => Path.GetDirectoryName(path)!).Distinct(StringComparer.Ordinal).ToList();
        return files.Concat(folders.SelectMany(Tree)).Concat(folders.SelectMany(SettingsAbove).Distinct(StringComparer.Ordinal))
            .Where(path => withFolders || File.Exists(path))
            .Select(File.GetLastWriteTimeUtc)
            .Max();
    }

    private static bool Collect(string project, HashSet<string> projects, List<string> files)
    {
        if (!projects.Add(project))
        {
            return true;
        }

        XDocument document;
        try
        {
            document = XDocument.Load(project);
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            // The build says it better.
            return false;
        }

        var folder = Path.GetDirectoryName(project)!;
        var references = document.Descendants()
            .SelectMany(element => element.Attributes().Where(attribute => attribute.Name.LocalName is "Include" or "Project"))
            .SelectMany(attribute => attribute.Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(reference => reference.Replace('\\', Path.DirectorySeparatorChar))
            .ToArray();
        foreach (var reference in references.Where(reference => !Path.IsPathRooted(reference)))
        {
            if (reference.Contains("..", StringComparison.Ordinal) && reference.AsSpan().ContainsAny('*', '$', '?'))
            {
                return false;
            }

            var path = Path.GetFullPath(Path.Combine(folder, reference));
            if (!File.Exists(path))
            {
                continue;
            }

            files.Add(path);
            if (Path.GetExtension(path).EndsWith("proj", StringComparison.Ordinal) && !Collect(path, projects, files))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Tree(string folder)
    {
        yield return folder;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (var below in Directory.EnumerateDirectories(folder).Where(path => !_outputs.Contains(Path.GetFileName(path))))
        {
            foreach (var path in Tree(below))
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<string> SettingsAbove(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            foreach (var path in _settings.Select(name => Path.Combine(above, name)).Where(File.Exists))
            {
                yield return path;
            }
        }
    }
}
