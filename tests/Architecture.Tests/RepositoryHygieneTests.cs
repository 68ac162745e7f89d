using System.Text.RegularExpressions;

namespace Flink.Architecture.Tests;

public partial class RepositoryHygieneTests
{
    private const int LargestTextFile = 4 << 20;

    // In pieces, so that this file does not name what it looks for.
    private static readonly string[] RegistryHosts = ["nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "debian" + ".org"];

    [Fact]
    public void No_file_names_a_package_registry_or_a_path_of_somebodys_machine()
    {
        var found = Repository.Files()
            .Where(path => new FileInfo(path).Length < LargestTextFile)
            .SelectMany(path => Faults(File.ReadAllText(path)).Select(fault => $"{Repository.RelativeOf(path)}: {fault}"));

        Findings.None(found);
    }

    [Fact]
    public void Host_and_machine_path_are_recognised_and_ordinary_paths_are_not()
    {
        Assert.Single(Faults("source: api." + RegistryHosts[0]));
        Assert.Single(Faults("cd " + "/work" + "/main"));
        Assert.Empty(Faults("the folder artifacts" + "/work" + "/main, taskmanager work/idle ratio"));
    }

    [Fact]
    public void Every_script_begins_with_its_interpreter_and_is_executable()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no executable bit.");
            return;
        }

        var faults = new List<string>();
        foreach (var path in Repository.Files().Where(path => path.EndsWith(".sh", StringComparison.Ordinal) || IsScript(path)))
        {
            if (!IsScript(path) || !File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute))
            {
                faults.Add(Repository.RelativeOf(path));
            }
        }

        Findings.None(faults);
    }

    /// <summary>The stand-alone example is built against packages that a clone has not made yet.</summary>
    [Fact]
    public void Solution_holds_every_project_that_a_fresh_clone_can_build()
    {
        var there = Repository.Files()
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(Repository.RelativeOf)
            .Where(path => !path.Contains("StandaloneWordCount", StringComparison.Ordinal) && !path.StartsWith("tests/assets/", StringComparison.Ordinal));
        var listed = SolutionProject().Matches(Repository.Read("Flink.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Where(path => !path.StartsWith("tests/assets/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Faults(string text) => RegistryHosts
        .Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase))
        .Concat(MachinePath().Matches(text).Select(match => match.Value));

    private static bool IsScript(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex SolutionProject();

    [GeneratedRegex(@"(?<![\w.}])[/]work[/]")]
    private static partial Regex MachinePath();
}
