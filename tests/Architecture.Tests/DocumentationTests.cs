namespace Flink.Architecture.Tests;

public class DocumentationTests
{
    private const int LongestProjectReadme = 60;

    [Fact]
    public void Every_file_of_the_reading_list_exists()
    {
        var listed = MarkdownDocument.Load("docs/architecture.md").ListedPaths("## Reading list").ToArray();

        Assert.NotEmpty(listed);
        Assert.All(listed, path => Assert.True(File.Exists(Repository.PathOf(path)), $"{path} does not exist"));
    }

    [Fact]
    public void Every_project_has_a_short_readme_with_purpose_reading_and_limits() =>
        Findings.None(Repository.SourceProjects().SelectMany(ReadmeFaults));

    [Fact]
    public void Every_link_of_the_documents_leads_somewhere()
    {
        var broken = Repository.Files()
            .Where(path => path.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(path => MarkdownDocument.Load(Repository.RelativeOf(path)).LocalLinks()
                .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link)))
                .Select(link => $"{Repository.RelativeOf(path)}: {link}"));

        Findings.None(broken);
    }

    private static IEnumerable<string> ReadmeFaults(ProjectFile project)
    {
        var path = $"src/{project.Name}/README.md";
        if (!File.Exists(Repository.PathOf(path)))
        {
            yield return $"{path} is missing";
            yield break;
        }

        var readme = MarkdownDocument.Load(path);
        if (readme.Lines.Length > LongestProjectReadme)
        {
            yield return $"{path} has {readme.Lines.Length} lines, more than {LongestProjectReadme}";
        }

        if (readme.Lines is not [var title, "", { Length: > 40 }, ..] || title != $"# Flink.{project.Name}")
        {
            yield return $"{path} does not begin with its title and a line on its purpose";
        }

        if (!readme.Section("## Must not know").Any(line => line.Length > 0))
        {
            yield return $"{path} has nothing under '## Must not know'";
        }

        // A project with fewer than three files has fewer to read.
        var sources = Repository.Files(project.Folder).Count(file => file.EndsWith(".cs", StringComparison.Ordinal));
        var listed = readme.ListedPaths("## Read these first").ToArray();
        if (listed.Length != Math.Min(3, sources))
        {
            yield return $"{path} lists {listed.Length} files under '## Read these first' and not {Math.Min(3, sources)}";
        }

        foreach (var missing in listed.Where(file => !File.Exists(Path.Combine(project.Folder, file))))
        {
            yield return $"{path} lists {missing}, which does not exist";
        }
    }
}
