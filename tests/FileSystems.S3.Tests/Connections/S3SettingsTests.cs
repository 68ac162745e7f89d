using Flink.Core;
using Flink.Core.Configuration;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Tests.Connections;

public class S3SettingsTests
{
    [Fact]
    public void Every_option_is_documented_and_no_other()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Flink.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var documented = File.ReadLines(Path.Combine(folder, "docs", "file-systems.md"))
            .Where(static line => line.StartsWith("| `s3.", StringComparison.Ordinal))
            .Select(static line => line.Split('`')[1]);
        Assert.Equal(S3Options.All.Select(static option => option.Key), documented);
    }

    [Fact]
    public void Keys_of_Apache_Flink_are_taken_in_both_of_their_forms()
    {
        var settings = From(("s3.access.key", "a"), ("s3.secret.key", "b"), ("s3.path-style-access", "true"), ("s3.endpoint", "https://objects.example.org"));
        Assert.Equal(("a", "b", null), settings.Keys);
        Assert.True(settings.PathStyle);
        Assert.Equal("https://objects.example.org", settings.Service);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000", "http://127.0.0.1:9000", true)]
    [InlineData("http://localhost:9000/", "http://localhost:9000", true)]
    [InlineData("http://[::1]:9000", "http://[::1]:9000", true)]
    [InlineData("objects.example.org", "https://objects.example.org", false)]
    public void Buckets_are_in_the_path_where_a_name_cannot_hold_them(string endpoint, string service, bool pathStyle)
    {
        var settings = From(("s3.endpoint", endpoint));
        Assert.Equal((service, pathStyle), (settings.Service, settings.PathStyle));
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("http://user:secret@host")]
    [InlineData("http://host?x=1")]
    public void Endpoint_that_is_none_is_refused(string endpoint) =>
        Assert.Contains("'s3.endpoint: ", Assert.Throws<FlinkException>(() => From(("s3.endpoint", endpoint))).Message, StringComparison.Ordinal);

    [Fact]
    public void Half_a_pair_of_keys_is_refused_by_the_name_of_the_other_half()
    {
        Assert.StartsWith("'s3.secret-key' is missing", Assert.Throws<FlinkException>(() => From(("s3.access-key", "a"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("'s3.access-key' is missing", Assert.Throws<FlinkException>(() => From(("s3.secret-key", "b"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("'s3.access-key' is missing", Assert.Throws<FlinkException>(() => From(("s3.session.token", "t"))).Message, StringComparison.Ordinal);
        Assert.Null(From().Keys);
    }

    [Fact]
    public void Option_that_there_is_not_is_refused_and_others_are_left_alone()
    {
        var error = Assert.Throws<FlinkException>(() => From(("s3.entropy.key", "x"), ("state.backend", "y")));
        Assert.Contains("'s3.entropy.key'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("state.backend", error.Message, StringComparison.Ordinal);
        Assert.Contains("s3.endpoint", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3.upload.min.part.size", "4 mb")]
    [InlineData("s3.attempts.maximum", "0")]
    [InlineData("s3.connection.timeout", "10 ms")]
    public void Values_that_the_service_would_refuse_are_refused_at_once(string key, string value) =>
        Assert.Contains(key, Assert.Throws<ConfigurationException>(() => From((key, value))).Message, StringComparison.Ordinal);

    private static S3Settings From(params (string Key, string Value)[] entries) =>
        S3Settings.From(entries.Aggregate(FlinkConfiguration.Empty, static (configuration, entry) => configuration.With(entry.Key, entry.Value)));
}
