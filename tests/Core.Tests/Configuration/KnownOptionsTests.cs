using System.Reflection;
using Flink.Core.Configuration;

namespace Flink.Core.Tests.Configuration;

public class KnownOptionsTests
{
    private static readonly ConfigOrigin _origin = new(ConfigOriginKind.File, "config.yaml", 7);

    [Theory]
    [InlineData("parallelism.defualt", "parallelism.default")]
    [InlineData("taskmanager.numberoftaskslots", "taskmanager.numberOfTaskSlots")]
    [InlineData("execution.checkpoint.interval", "execution.checkpointing.interval")]
    [InlineData("rest.prot", "rest.port")]
    [InlineData("completely.different.thing", null)]
    public void Unknown_key_is_warned_with_the_nearest_one(string key, string? nearest)
    {
        var report = KnownOptions.BuiltIn.Validate(FlinkConfiguration.Empty.With(key, "x", _origin));
        Assert.Empty(report.Errors);
        Assert.Equal([new ConfigurationWarning(ConfigurationWarningKind.UnknownKey, key, _origin, nearest)], report.Warnings);
    }

    [Fact]
    public void Warning_names_place_key_and_suggestion()
    {
        var warning = new ConfigurationWarning(ConfigurationWarningKind.UnknownKey, "rest.prot", _origin, "rest.port");
        Assert.Equal("config.yaml:7: unknown configuration key 'rest.prot'; it has no effect; did you mean 'rest.port'?", warning.ToString());
    }

    [Fact]
    public void All_invalid_values_are_reported_together()
    {
        var configuration = FlinkConfiguration.Empty
            .With("parallelism.default", "many", _origin with { Line = 1 })
            .With("taskmanager.memory.process.size", "lots", _origin with { Line = 2 })
            .With("security.ssl.internal.keystore-password", "S3CR3T", _origin with { Line = 3 });
        var report = KnownOptions.BuiltIn.Validate(configuration);
        Assert.Equal(["parallelism.default", "taskmanager.memory.process.size"], report.Errors.Select(error => error.Key));
        var error = Assert.Throws<ConfigurationException>(report.ThrowIfInvalid);
        Assert.StartsWith("2 problems in the configuration:", error.Message, StringComparison.Ordinal);
        Assert.Contains("config.yaml:2: taskmanager.memory.process.size: 'lots' is not valid; expected a memory size", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Option_that_is_not_honoured_is_warned_and_an_honoured_one_is_not()
    {
        var known = KnownOptions.BuiltIn.With(new OptionGroup(
            "Mine",
            [ConfigOption.Int("mine.on", "On.").Supported().Deprecates("mine.old"), ConfigOption.Int("mine.off", "Off.")]));
        var configuration = FlinkConfiguration.Empty.With("mine.on", "1", _origin).With("mine.off", "1", _origin).With("mine.old", "1", _origin);
        Assert.Equal(
            [
                new ConfigurationWarning(ConfigurationWarningKind.NotImplemented, "mine.off", _origin),
                new ConfigurationWarning(ConfigurationWarningKind.DeprecatedKey, "mine.old", _origin, "mine.on"),
            ],
            known.Validate(configuration).Warnings);
    }

    [Fact]
    public void Keys_of_a_plugin_are_known_by_their_prefix()
    {
        var configuration = FlinkConfiguration.Empty.With("s3.endpoint", "x", _origin);
        var known = KnownOptions.BuiltIn.With("S3", new KnownPrefix("s3.", "Options of S3.").Supported());
        Assert.Empty(known.Validate(configuration).Warnings);
        Assert.Single(KnownOptions.BuiltIn.Validate(configuration).Warnings);
    }

    [Theory]
    [InlineData("metrics.reporter.prom.interval", "metrics.reporter.<name>.interval")]
    [InlineData("containerized.master.env.MY.VAR", "containerized.master.env.<name>")]
    [InlineData("pipeline.global-job-parameters.my.key", "pipeline.global-job-parameters")]
    [InlineData("high-availability", "high-availability.type")]
    [InlineData("metrics.reporter..interval", null)]
    public void Keys_are_found_by_template_map_and_older_name(string key, string? option) =>
        Assert.Equal(option, KnownOptions.BuiltIn.Find(key)?.Key);

    [Fact]
    public void Value_of_a_template_key_is_checked()
    {
        var configuration = FlinkConfiguration.Empty.With("metrics.reporter.prom.interval", "soon", _origin);
        Assert.Single(KnownOptions.BuiltIn.Validate(configuration).Errors);
        Assert.Equal(TimeSpan.FromSeconds(10), FlinkConfiguration.Empty.Get(MetricOptions.ReporterInterval.Named("prom")));
    }

    [Fact]
    public void Key_cannot_be_declared_twice() =>
        Assert.Throws<ArgumentException>(() => KnownOptions.BuiltIn.With(new OptionGroup("Mine", [ConfigOption.Int("rest.port", "Mine.")])));

    [Fact]
    public void Every_default_is_a_valid_value()
    {
        Assert.All(KnownOptions.BuiltIn.Options.Where(HasTypedDefault), option => Assert.True(option.Accepts(DefaultOf(option)), option.Key));

        static bool HasTypedDefault(ConfigOption option) => (bool)option.GetType().GetProperty("HasDefault")!.GetValue(option)!;

        static string DefaultOf(ConfigOption option)
        {
            var value = option.GetType().GetProperty("DefaultValue")!.GetValue(option);
            return (string)option.GetType().GetMethod("Write")!.Invoke(option, [value])!;
        }
    }

    [Fact]
    public void Every_declared_option_is_in_the_registry()
    {
        var declared = typeof(KnownOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => property.PropertyType.IsAssignableTo(typeof(ConfigOption)))
            .Select(property => (ConfigOption)property.GetValue(null)!)
            .ToHashSet();
        Assert.True(declared.SetEquals(KnownOptions.BuiltIn.Options));
    }

    [Fact]
    public void Every_fallback_is_a_declared_option() => Assert.All(
        KnownOptions.BuiltIn.Options.SelectMany(option => option.FallbackKeys),
        key => Assert.NotNull(KnownOptions.BuiltIn.Find(key)));
}
