using Flink.Core.Configuration;

namespace Flink.Runtime.Tests.Configuration;

public class ConfigurationLoaderTests
{
    [Fact]
    public void First_equals_sign_of_an_argument_divides()
    {
        using var folder = new ConfigurationFolder("x: 1\n");
        var configuration = folder.Load("k4=a=b", "empty=", "k5=p=q;r=s");
        Assert.Equal(("a=b", "", "p=q;r=s"), (configuration.GetText("k4"), configuration.GetText("empty"), configuration.GetText("k5")));
    }

    [Theory]
    [InlineData("k4", "-D: 'k4' has no equals sign; expected -D key=value")]
    [InlineData("=v", "-D: '=v' has no key; expected -D key=value")]
    [InlineData("s3.secret-key:S3CR3T", "-D: '******' has no equals sign; expected -D key=value")]
    public void Argument_without_key_and_value_is_refused(string argument, string expected)
    {
        using var folder = new ConfigurationFolder("x: 1\n");
        Assert.Equal(expected, folder.Refuse(argument).Message);
    }

    [Fact]
    public void Flow_list_and_map_of_an_argument_are_read_where_the_option_is_one()
    {
        using var folder = new ConfigurationFolder("x: 1\n");
        var configuration = folder.Load("external-resources=[gpu, 'a;b']", "pipeline.global-job-parameters={a: 1, b: 'x,y'}", "pipeline.name=[not a list]");
        Assert.Equal(["gpu", "a;b"], configuration.Get(ExternalResourceOptions.Names));
        Assert.Equal("x,y", configuration.Get(PipelineOptions.GlobalJobParameters)["b"]);
        Assert.Equal("[not a list]", configuration.Get(PipelineOptions.Name));
    }

    [Fact]
    public void Arguments_beat_environment_beats_file()
    {
        using var folder = new ConfigurationFolder("a: file\nb: file\nc: file\n");
        Dictionary<string, string> environment = new() { ["FLINK_PROPERTIES"] = "\n  b: environment\n      c: environment\r\n# d: 1\n" };
        var configuration = ConfigurationFolder.LoadWith(environment, folder.Path, "c=argument").Configuration;
        Assert.Equal(["file", "environment", "argument"], new[] { "a", "b", "c" }.Select(configuration.GetText));
    }

    [Fact]
    public void Invalid_property_of_the_environment_names_variable_and_line()
    {
        Dictionary<string, string> environment = new() { ["FLINK_PROPERTIES"] = "rest.port: 1\ntask.cancellation.timeout: soon\n" };
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFolder.LoadWith(environment));
        Assert.StartsWith(
            "environment variable FLINK_PROPERTIES, line 2: task.cancellation.timeout: 'soon' is not valid; expected a duration",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "environment variable FLINK_PROPERTIES, line 2: a: is given twice, first in line 1")]
    [InlineData("rest:\n  port: 1\n", "environment variable FLINK_PROPERTIES, line 1: rest: has no value in its line")]
    public void Properties_of_the_environment_have_one_key_and_value_a_line(string properties, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ConfigurationFolder.LoadWith(new() { ["FLINK_PROPERTIES"] = properties }));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_is_the_explicit_one_then_the_variable_then_the_home()
    {
        using var named = new ConfigurationFolder("a: named\n");
        using var variable = new ConfigurationFolder("a: variable\n");
        using var home = new ConfigurationFolder();
        Directory.CreateDirectory(Path.Combine(home.Path, "conf"));
        File.WriteAllText(Path.Combine(home.Path, "conf", "config.yaml"), "a: home\n");
        Dictionary<string, string> onlyHome = new() { ["FLINK_HOME"] = home.Path };
        Dictionary<string, string> both = new(onlyHome) { ["FLINK_CONF_DIR"] = variable.Path };
        Assert.Equal("named", ConfigurationFolder.LoadWith(both, named.Path).Configuration.GetText("a"));
        Assert.Equal("variable", ConfigurationFolder.LoadWith(both).Configuration.GetText("a"));
        Assert.Equal("home", ConfigurationFolder.LoadWith(onlyHome).Configuration.GetText("a"));
    }

    [Fact]
    public void Without_any_folder_the_defaults_apply()
    {
        var loaded = ConfigurationFolder.LoadWith([]);
        Assert.Null(loaded.File);
        Assert.Empty(loaded.Configuration.Keys);
    }

    [Fact]
    public void Named_folder_without_the_file_is_refused()
    {
        using var folder = new ConfigurationFolder();
        Assert.Equal($"{folder.File}: not found; the configuration folder must hold a config.yaml", folder.Refuse().Message);
        File.WriteAllText(Path.Combine(folder.Path, "flink-conf.yaml"), "a: 1\n");
        Assert.Contains("flink-conf.yaml is there", folder.Refuse().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_key_is_a_warning_with_its_line_and_the_nearest_key()
    {
        using var folder = new ConfigurationFolder("x.y: 1\nrest.prot: 8081\n");
        var warnings = ConfigurationFolder.LoadWith([], folder.Path).Warnings;
        Assert.Equal(
            [
                $"{folder.File}:1: unknown configuration key 'x.y'; it has no effect",
                $"{folder.File}:2: unknown configuration key 'rest.prot'; it has no effect; did you mean 'rest.port'?",
            ],
            warnings.Select(warning => warning.ToString()));
    }
}
