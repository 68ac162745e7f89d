namespace Flink.ResourceManagers.Tests.Rules;

public sealed class RulePageTests
{
    private const string UpdateVariable = "FLINK_UPDATE_DOCS";

    [Fact]
    public void Page_of_rules_is_what_the_suites_say()
    {
        var repository = RepositoryFolder();
        var page = RulePage.Render(repository);
        var path = Path.Combine(repository, "docs", "resource-manager-rules.md");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        var isCurrent = File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page;
        Assert.True(isCurrent, $"docs/resource-manager-rules.md is out of date: run this test once with {UpdateVariable}=1 and commit the page.");
    }

    [Fact]
    public void Every_rule_is_shown_by_a_test_and_every_mark_is_of_a_rule()
    {
        Assert.Equal(RuleTexts.All.Select(static rule => rule.Number), RulePage.Shown().Order());
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Flink.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The test does not run inside of the repository.");
        }

        return folder.FullName;
    }
}
