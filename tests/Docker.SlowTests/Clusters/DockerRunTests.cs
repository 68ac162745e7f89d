using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests.Clusters;

/// <summary><c>flink run -t docker</c> and <c>flink session -t docker</c>, with real containers for everything.</summary>
public sealed class DockerRunTests : IAsyncLifetime
{
    private const string ComponentLabel = "org.flink-dotnet.component";
    private const string JobManager = "jobmanager";

    private readonly FlinkCommand _flink = new();
    private EngineApi? _engine;

    private EngineApi Engine => _engine!;

    private static string[] Options => ["-D", $"docker.image={EngineUnderTest.Image}", "-D", "docker.image.pull-policy=Never"];

    public async ValueTask InitializeAsync() => _engine = await EngineUnderTest.OpenAsync();

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        _flink.Dispose();
        return default;
    }

    [Fact]
    public async Task A_program_runs_in_containers_shows_its_steps_and_its_output_and_leaves_nothing()
    {
        var (code, output, errors) = await _flink.RunAsync(["run", "-t", "docker", .. Options, FlinkCommand.WordCount]);

        Assert.True(code == 0, errors);
        Assert.Contains("(be,", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("requested", errors, StringComparison.Ordinal);
        Assert.Contains("registered after", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task An_image_that_is_missing_ends_the_command_with_one_line_and_leaves_nothing()
    {
        var (code, _, errors) = await _flink.RunAsync(
            "run", "-t", "docker", "-D", "docker.image=127.0.0.1:1/no-such-image:1", "-D", "docker.image.pull-policy=Never", FlinkCommand.WordCount);

        Assert.Equal(1, code);
        Assert.Contains("has no image '127.0.0.1:1/no-such-image:1'", errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    private Task NothingIsLeftAsync()
    {
        IReadOnlyList<(string Name, string State)> left = [];
        return Wait.UntilAsync(async () => (left = await Engine.ContainersAsync(ComponentLabel, JobManager)).Count == 0, () => $"Left are {string.Join(", ", left)}");
    }
}
