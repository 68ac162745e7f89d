using Flink.Docker.SlowTests.Harness;
using Flink.ResourceManagers.Testing;

namespace Flink.Docker.SlowTests.Clusters;

/// <summary>Tests of commands that start clusters of containers: all in collection <see cref="Name"/>, one after the other, since they look at whatever runs.</summary>
public abstract class DockerClusterTest : IAsyncLifetime
{
    public const string Name = "Clusters of containers";

    protected const string ComponentLabel = "org.flink-dotnet.component";
    protected const string JobManager = "jobmanager";
    protected const string Worker = "taskmanager";

    private EngineApi? _engine;

    protected static string[] Options => ["-D", $"docker.image={EngineUnderTest.Image}", "-D", "docker.image.pull-policy=Never"];

    protected FlinkCommand Flink { get; } = new();

    protected EngineApi Engine => _engine!;

    public async ValueTask InitializeAsync() => _engine = await EngineUnderTest.OpenAsync();

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        Flink.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    protected Task NothingIsLeftAsync()
    {
        IReadOnlyList<(string Name, string State)> left = [];
        return Wait.UntilAsync(
            async () => (left =
            [
                .. await Engine.ContainersAsync(ComponentLabel, JobManager),
                .. await WorkersAsync(),
            ]).Count == 0,
            () => $"Left are {string.Join(", ", left)}");
    }

    /// <summary>The workers of the cluster of this test: those of other such tests run at other times, and the contract of the driver, which is tested beside them, has its own.</summary>
    protected async Task<IReadOnlyList<(string Name, string State)>> WorkersAsync() =>
        [.. (await Engine.ContainersAsync(ComponentLabel, Worker)).Where(static container => !container.Name.StartsWith("contract-", StringComparison.Ordinal)).OrderBy(static container => container.Name, StringComparer.Ordinal)];

    /// <summary>What the only JobManager has logged.</summary>
    protected async Task<string> JobManagerLogAsync() => await LogAsync(Assert.Single(await Engine.ContainersAsync(ComponentLabel, JobManager)).Name);

    /// <summary>What a container has logged.</summary>
    protected async Task<string> LogAsync(string container) => await Engine.GetTextAsync($"/containers/{container}/logs?stderr=1");

    /// <summary>The worker that registered as the first, the second and so on, once it has.</summary>
    protected static async Task<string> RegisteredAsync(SaidLines said, int which = 1) =>

        // "flink: worker NAME registered after ..."
        (await said.LineAsync("registered after", which)).Split(' ')[2];
}
