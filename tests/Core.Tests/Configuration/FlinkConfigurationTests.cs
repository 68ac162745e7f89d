using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class FlinkConfigurationTests
{
    private static readonly ConfigOption<int> _count = ConfigOption.Int("my.count", 3, "A count.").AtLeast(1).Deprecates("my.old-count");
    private static readonly ConfigOption<string> _name = ConfigOption.String("my.name", "A name.");

    private static readonly ConfigOption<IReadOnlyDictionary<string, string>> _labels = ConfigOption.Map("my.labels", "Labels.");

    private static ConfigOrigin Line(int line) => new(ConfigOriginKind.File, "/conf/config.yaml", line);

    private static ConfigOrigin Variable => new(ConfigOriginKind.Environment, "FLINK_PROPERTIES", 1);

    [Fact]
    public void Default_applies_when_nothing_is_configured()
    {
        Assert.Equal(3, FlinkConfiguration.Empty.Get(_count));
        Assert.False(FlinkConfiguration.Empty.Contains(_count));
        Assert.Null(FlinkConfiguration.Empty.OriginOf(_count));
    }

    [Fact]
    public void Missing_value_without_default_says_how_to_set_it()
    {
        var error = Assert.Throws<ConfigurationException>(() => FlinkConfiguration.Empty.Get(_name));
        Assert.Contains("-D my.name=", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRetryable);
    }

    [Fact]
    public void Keys_of_a_family_that_no_option_reads_are_told()
    {
        var fallback = ConfigOption.String("my.own", "One of the family.").FallsBackTo("my.shared");
        var configuration = FlinkConfiguration.Empty
            .With("my.count", "1").With("my.old-count", "1").With("my.labels.a", "b").With("my.shared", "x").With("yours", "x")
            .With("my.counts", "1").With("my.labelss.a", "b");
        Assert.Equal(["my.counts", "my.labelss.a"], configuration.UnreadKeys("my.", [_count, _labels, fallback]));
    }

    [Fact]
    public void Program_beats_arguments_beat_environment_beats_file_in_any_order()
    {
        var configuration = FlinkConfiguration.Empty
            .With("a", "program").With("a", "-D", ConfigOrigin.CommandLine).With("a", "file", Line(1))
            .With("b", "-D", ConfigOrigin.CommandLine).With("b", "environment", Variable)
            .With("c", "file", Line(2)).With("c", "environment", Variable)
            .With("d", "first", ConfigOrigin.CommandLine).With("d", "last", ConfigOrigin.CommandLine);
        Assert.Equal("program", configuration.GetText("a"));
        Assert.Equal("-D", configuration.GetText("b"));
        Assert.Equal("environment", configuration.GetText("c"));
        Assert.Equal("last", configuration.GetText("d"));
    }

    [Fact]
    public void Merge_keeps_the_stronger_origin()
    {
        var arguments = FlinkConfiguration.Empty.With("a", "-D", ConfigOrigin.CommandLine);
        var file = FlinkConfiguration.Empty.With("a", "file", Line(1)).With("b", "file", Line(2));
        Assert.Equal("-D", arguments.MergedWith(file).GetText("a"));
        Assert.Equal("-D", file.MergedWith(arguments).GetText("a"));
        Assert.Equal("file", arguments.MergedWith(file).GetText("b"));
    }

    [Fact]
    public void Invalid_value_names_key_line_value_and_form()
    {
        var configuration = FlinkConfiguration.Empty.With("my.count", "0", Line(12));
        var error = Assert.Throws<ConfigurationException>(() => configuration.Get(_count));
        Assert.Equal("/conf/config.yaml:12: my.count: '0' is not valid; expected an integer of at least 1", error.Message);
    }

    [Fact]
    public void Older_name_is_read_and_the_current_one_wins_among_equals()
    {
        var old = FlinkConfiguration.Empty.With("my.old-count", "5", Line(1));
        Assert.Equal(5, old.Get(_count));
        Assert.Equal(6, old.With("my.count", "6", Line(2)).Get(_count));
        Assert.Equal(7, old.With("my.count", "6", Line(2)).With("my.old-count", "7", ConfigOrigin.CommandLine).Get(_count));
    }

    [Fact]
    public void Fallback_is_read_only_when_the_option_is_not_set()
    {
        var option = ConfigOption.Int("my.narrow", "Narrow.").FallsBackTo("my.wide");
        var wide = FlinkConfiguration.Empty.With("my.wide", "1", ConfigOrigin.CommandLine);
        Assert.Equal(1, wide.Get(option));
        Assert.Equal(2, wide.With("my.narrow", "2", Line(1)).Get(option));
    }

    [Fact]
    public void Program_sets_typed_values()
    {
        var configuration = FlinkConfiguration.Empty.With("my.old-count", "5", Line(1)).With(_count, 9);
        Assert.Equal(9, configuration.Get(_count));
        Assert.Equal(["my.count"], configuration.Keys);
        Assert.Throws<ArgumentException>(() => configuration.With(_count, 0));
    }

    [Fact]
    public void Map_is_read_from_its_flat_form_and_from_keys_below_it()
    {
        var configuration = FlinkConfiguration.Empty
            .With("my.labels", "a:1,b:2", Line(1))
            .With("my.labels.b", "3", ConfigOrigin.CommandLine)
            .With("my.labels.app.io/name", "x", Line(2));
        var labels = configuration.Get(_labels);
        Assert.Equal(("1", "3", "x"), (labels["a"], labels["b"], labels["app.io/name"]));
    }

    [Fact]
    public void Whole_map_of_higher_precedence_hides_entries_of_lower_precedence()
    {
        var configuration = FlinkConfiguration.Empty.With("my.labels.a", "1", Line(1)).With("my.labels", "b:2", ConfigOrigin.CommandLine);
        Assert.Equal(["b"], configuration.Get(_labels).Keys);
    }

    [Fact]
    public void Enums_are_read_in_Flinks_spelling()
    {
        var configuration = FlinkConfiguration.Empty.With("execution.checkpointing.mode", "at_least_once", Line(1));
        Assert.Equal(CheckpointingMode.AtLeastOnce, configuration.Get(CheckpointingOptions.Mode));
        Assert.Equal("EXACTLY_ONCE", CheckpointingOptions.Mode.DefaultText);
        var wrong = FlinkConfiguration.Empty.With("execution.checkpointing.mode", "TWICE", Line(1));
        Assert.Contains(
            "one of EXACTLY_ONCE, AT_LEAST_ONCE",
            Assert.Throws<ConfigurationException>(() => wrong.Get(CheckpointingOptions.Mode)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my.password")]
    [InlineData("s3.secret-key")]
    [InlineData("s3.access-key")]
    [InlineData("fs.s3a.access.key")]
    [InlineData("fs.azure.account.key.x")]
    [InlineData("x.API-KEY")]
    [InlineData("my.token")]
    [InlineData("x.http-headers")]
    [InlineData("sasl.jaas.config")]
    public void Secrets_are_shown_nowhere(string key)
    {
        var configuration = FlinkConfiguration.Empty.With(key, "S3CR3T", Line(1)).With("plain", "shown", Line(2));
        Assert.Contains("plain: shown", configuration.ToLogString(), StringComparison.Ordinal);
        Assert.DoesNotContain("S3CR3T", configuration.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("S3CR3T", string.Join(' ', configuration.Entries), StringComparison.Ordinal);
        var typed = ConfigOption.Int(key, "A secret number.");
        Assert.DoesNotContain("S3CR3T", Assert.Throws<ConfigurationException>(() => configuration.Get(typed)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user:me,db.password:S3CR3T")]
    [InlineData("-Xmx1g -Ds3.secret-key=S3CR3T")]
    public void Secret_inside_of_a_map_or_of_process_options_is_not_shown(string value) => Assert.DoesNotContain(
        "S3CR3T",
        FlinkConfiguration.Empty.With("my.map", value, Line(1)).ToLogString(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("8081", true)]
    [InlineData("8081-8090,9000", true)]
    [InlineData("0", true)]
    [InlineData("65536", false)]
    [InlineData("90-80", false)]
    [InlineData("http", false)]
    public void Port_ranges_are_checked(string text, bool accepted) => Assert.Equal(accepted, RestOptions.BindPort.Accepts(text));
}
