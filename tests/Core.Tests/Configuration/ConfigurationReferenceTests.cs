using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class ConfigurationReferenceTests
{
    private const string UpdateVariable = "FLINK_UPDATE_DOCS";

    [Fact]
    public void Reference_page_is_what_the_options_say()
    {
        var page = ConfigurationReference.Render(KnownOptions.BuiltIn.Groups);
        var path = Path.Combine(RepositoryFolder(), "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        var isCurrent = File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page;
        Assert.True(isCurrent, $"docs/configuration.md is out of date: run this test once with {UpdateVariable}=1 and commit the page.");
    }

    [Fact]
    public void Row_holds_key_default_type_meaning_and_whether_it_is_honoured()
    {
        var group = new OptionGroup("Mine", [ConfigOption.Duration("mine.pause", "10 s", "A pause | a break.").Supported()]);
        Assert.Contains(
            "| `mine.pause` | `10 s` | Duration | A pause \\| a break. | yes |\n",
            ConfigurationReference.Render([group]),
            StringComparison.Ordinal);
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
