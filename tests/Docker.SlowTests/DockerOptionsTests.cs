using Flink.Core.Configuration;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;

namespace Flink.Docker.SlowTests;

public sealed class DockerOptionsTests
{
    [Fact]
    public void Every_option_is_documented_and_no_other()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Flink.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var documented = File.ReadLines(Path.Combine(folder, "docs", "docker.md"))
            .Where(line => line.StartsWith("| `docker.", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(DockerOptions.All.Select(option => option.Key), documented);
    }

    [Fact]
    public void Option_that_is_not_there_is_refused_and_not_passed_over()
    {
        var error = Assert.Throws<ConfigurationException>(() => EngineAddress.From(FlinkConfiguration.Empty.With("docker.volume", "a:/b")));

        Assert.StartsWith("'docker.volume' is no option that is there", error.Message, StringComparison.Ordinal);
    }
}
