namespace Flink.Architecture.Tests;

/// <summary>The checkout these tests run in: the folder above the test assembly that holds Flink.sln.</summary>
public static class Repository
{
    // Made by git, builds or editors. In a linked worktree .git is a file.
    private static readonly string[] SkippedFolders = [".git", ".vs", ".idea", "artifacts", "dist", "log", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    public static string RelativeOf(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Every project under src, by its folder's name.</summary>
    public static IEnumerable<ProjectFile> SourceProjects() => Directory
        .EnumerateFiles(PathOf("src"), "*.csproj", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(ProjectFile.Load);

    /// <summary>Absolute paths of every file, what builds make left out.</summary>
    public static IEnumerable<string> Files(string folder = ".")
    {
        var start = Path.GetFullPath(PathOf(folder));
        foreach (var file in Directory.EnumerateFiles(start).Where(file => Path.GetFileName(file) != ".git"))
        {
            yield return file;
        }

        foreach (var child in Directory.EnumerateDirectories(start).Where(child => !SkippedFolders.Contains(Path.GetFileName(child))))
        {
            foreach (var file in Files(child))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Flink.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Flink.sln: run these tests from a checkout.");
    }
}
