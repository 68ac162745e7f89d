using System.Xml.Linq;

namespace Flink.Architecture.Tests;

public class ProjectTableTests
{
    [Fact]
    public void Every_project_under_src_keeps_to_the_table() =>
        Findings.None(Repository.SourceProjects().SelectMany(Violations));

    [Fact]
    public void Every_project_is_named_after_its_folder()
    {
        var misnamed = Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != $"Flink.{Path.GetFileName(Path.GetDirectoryName(path))}.csproj")
            .Select(Repository.RelativeOf);

        Findings.None(misnamed);
    }

    [Theory]
    [InlineData("Core", "Runtime")]
    [InlineData("Streaming", "Runtime")]
    [InlineData("Runtime", "Streaming")]
    [InlineData("Runtime", "ResourceManagers")]
    [InlineData("Cli", "Kubernetes")]
    [InlineData("Connectors.Kafka", "Streaming")]
    public void Reference_that_is_not_in_the_table_is_found(string from, string to)
    {
        var project = ProjectFile.Parse(from, from, $"""<Project><ItemGroup><ProjectReference Include="../{to}/Flink.{to}.csproj" /></ItemGroup></Project>""");

        Assert.Contains($"{from} references {to}", Assert.Single(Violations(project)));
    }

    [Theory]
    [InlineData("Core", "YamlDotNet")]
    [InlineData("Streaming", "Polly")]
    [InlineData("Local", "Microsoft.AspNetCore.App")]
    public void Package_that_is_not_in_the_table_is_found(string from, string package)
    {
        var project = ProjectFile.Parse(from, from, $"""<Project><ItemGroup Condition="false"><PackageReference Include="{package}" /></ItemGroup></Project>""");

        Assert.Contains($"{from} uses the package {package}", Assert.Single(Violations(project)));
    }

    [Fact]
    public void Project_that_is_not_in_the_table_is_found()
    {
        var project = ProjectFile.Parse("Common", "Common", "<Project />");

        Assert.Contains("Common is not in ProjectTable.cs", Assert.Single(Violations(project)));
    }

    [Fact]
    public void What_all_projects_of_src_share_never_reaches_a_user()
    {
        var shared = XDocument.Load(Repository.PathOf("src/Directory.Build.props")).Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference" && (string?)e.Attribute("PrivateAssets") != "all")
            .Select(e => (string)e.Attribute("Include")!);

        Findings.None(shared);
    }

    [Fact]
    public void Every_package_has_its_line_in_the_decisions()
    {
        var explained = Repository.Read("docs/decisions/packages.md");
        var unexplained = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(e => (string)e.Attribute("Include")!)
            .Where(package => !explained.Contains($"| {package} |", StringComparison.Ordinal));

        Findings.None(unexplained);
    }

    private static IEnumerable<string> Violations(ProjectFile project)
    {
        if (ProjectTable.RowOf(project.Name) is not { } row)
        {
            yield return $"src/{project.Name} is not in ProjectTable.cs: add a row that says what it may reference";
            yield break;
        }

        foreach (var reference in project.References.Where(reference => !row.References.Contains(reference)))
        {
            yield return $"{project.Name} references {reference}, which its row in ProjectTable.cs does not allow";
        }

        foreach (var package in project.Packages.Where(package => !row.Packages.Any(pattern => Pattern.Matches(pattern, package))))
        {
            yield return $"{project.Name} uses the package {package}, which its row in ProjectTable.cs does not allow";
        }

        foreach (var element in project.Forbidden)
        {
            yield return $"{project.Name} has an element <{element}>: the table could not see what it brings in";
        }
    }
}
