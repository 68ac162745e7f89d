using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Flink.Runtime.Tests.HighAvailability;

public sealed class HighAvailabilityProvidersTests : IDisposable
{
    private static readonly JobId _job = new(new Id128(3, 4));

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-ha-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_high_availability_the_only_process_leads_at_once_and_is_where_the_configuration_says()
    {
        await using var services = Create(FlinkConfiguration.Empty);
        var contender = new Recorder();
        var known = new List<LeaderAddress?>();
        using var watch = services.Retrieval.Watch(LeaderComponents.Rest, known.Add);
        services.Election.Start(contender);
        Assert.Equal(new LeaderAddress(new("host:8081", "rest"), contender.Session!.Token), Assert.Single(known));
        Assert.Null(services.Blobs);
    }

    [Fact]
    public async Task Stores_of_an_ended_term_refuse_writes()
    {
        await using var services = Create(FlinkConfiguration.Empty);
        var contender = new Recorder();
        services.Election.Start(contender);
        var session = contender.Session!;
        await services.Election.StopAsync();
        Assert.True(session.Lost.IsCancellationRequested);
        Assert.Null(contender.Session);
        await Assert.ThrowsAsync<LeadershipLostException>(() => session.Jobs.PutAsync(_job, new byte[1]));
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("filesystem")]
    public async Task Result_of_a_job_is_dirty_until_everything_is_cleaned_up(string type)
    {
        await using var services = Create(Configuration(type));
        var results = Lead(services).Results;
        await results.PutDirtyAsync(_job, new byte[] { 1 });
        Assert.Equal([_job], await results.ListDirtyAsync());
        Assert.Equal(1, (await results.GetAsync(_job))!.Value.Span[0]);
        await results.MarkCleanAsync(_job);
        Assert.Empty(await results.ListDirtyAsync());
        Assert.Equal([_job], await results.ListCleanAsync());
        Assert.Equal(1, (await results.GetAsync(_job))!.Value.Span[0]);
        await results.RemoveAsync(_job);
        Assert.Null(await results.GetAsync(_job));
    }

    [Fact]
    public async Task Next_process_finds_jobs_checkpoints_and_results_on_real_files()
    {
        var pointers = new CheckpointPointers(12, [new(7, "file:///c/chk-7", false), new(9, "file:///s/savepoint-9", true)]);
        await using (var first = Create(Configuration("FILESYSTEM")))
        {
            var session = Lead(first);
            await session.Jobs.PutAsync(_job, new byte[100_000]);
            await session.Checkpoints.PutAsync(_job, pointers);
            await session.Results.PutDirtyAsync(new JobId(default), new byte[] { 5 });
        }

        await using var second = Create(Configuration("FILESYSTEM"));
        var next = Lead(second);
        Assert.Equal(2, next.Epoch);
        Assert.Equal([_job], await next.Jobs.ListAsync());
        Assert.Equal(100_000, (await next.Jobs.GetAsync(_job))!.Value.Length);
        var found = await next.Checkpoints.GetAsync(_job);
        Assert.Equal(pointers.NextId, found!.NextId);
        Assert.Equal(pointers.Complete, found.Complete);
        Assert.Equal([new JobId(default)], await next.Results.ListDirtyAsync());
        await next.Jobs.RemoveAsync(_job);
        Assert.Empty(await next.Jobs.ListAsync());
    }

    [Fact]
    public void Term_is_claimed_by_one_of_many_on_real_files()
    {
        var folder = new Flink.Runtime.HighAvailability.Folder.ClusterFolder(new LocalFileSystem(), FilePath.OfLocal(_folder));
        for (var term = 1; term <= 50; term++)
        {
            var winners = 0;
            Parallel.For(0, 4, _ => Interlocked.Add(ref winners, folder.TryClaim(term) ? 1 : 0));
            Assert.Equal(1, winners);
        }

        Assert.Equal(50, folder.HighestClaim());
    }

    [Theory]
    [InlineData("zookeeper", "FILESYSTEM, NONE")]
    [InlineData("org.example.Factory", "FILESYSTEM, NONE")]
    public void Provider_that_is_not_there_is_refused_with_those_that_are(string type, string known)
    {
        var error = Assert.Throws<FlinkException>(() => Create(FlinkConfiguration.Empty.With(HighAvailabilityOptions.Type, type)));
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_of_plug_ins_are_listed_and_loaded_when_they_are_asked_for()
    {
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", "other")).FullName;
        File.WriteAllText(Path.Combine(plugin, "Other.dll"), "no assembly");
        File.WriteAllText(
            Path.Combine(plugin, "plugin.json"),
            """{"name": "other", "version": "1", "assembly": "Other.dll", "factory": "Other", "offers": [{"kind": "high-availability", "names": ["other"]}]}""");
        var providers = new HighAvailabilityProviders();
        providers.Register(Core.Plugins.PluginCatalog.Open(Path.Combine(_folder, "plugins")));
        var unknown = Assert.Throws<FlinkException>(() => Create(FlinkConfiguration.Empty.With(HighAvailabilityOptions.Type, "zookeeper"), providers));
        Assert.Contains("FILESYSTEM, NONE, other", unknown.Message, StringComparison.Ordinal);
        var broken = Assert.Throws<FlinkException>(() => Create(FlinkConfiguration.Empty.With(HighAvailabilityOptions.Type, "OTHER"), providers));
        Assert.Contains("Other.dll", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_folder_must_be_named()
    {
        var error = Assert.Throws<FlinkException>(() => Create(FlinkConfiguration.Empty.With(HighAvailabilityOptions.Type, "FILESYSTEM")));
        Assert.Contains("high-availability.storageDir", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leader_must_stop_before_it_is_replaced()
    {
        var configuration = Configuration("FILESYSTEM").With(HighAvailabilityOptions.LeaseDuration, TimeSpan.FromSeconds(1));
        Assert.Contains("high-availability.filesystem.renew-deadline", Assert.Throws<FlinkException>(() => Create(configuration)).Message, StringComparison.Ordinal);
    }

    private static LeaderSession Lead(IHighAvailabilityServices services)
    {
        var contender = new Recorder();
        services.Election.Start(contender);
        return contender.Session!;
    }

    private FlinkConfiguration Configuration(string type) => FlinkConfiguration.Empty
        .With(HighAvailabilityOptions.Type, type)
        .With(HighAvailabilityOptions.StorageDirectory, _folder)
        .With(HighAvailabilityOptions.ClusterId, "/some/cluster");

    private static IHighAvailabilityServices Create(FlinkConfiguration configuration, HighAvailabilityProviders? providers = null) => (providers ?? new()).Create(
        configuration,
        new HighAvailabilitySurroundings
        {
            RpcAddress = "host:6123",
            RestAddress = "host:8081",
            FileSystems = new FileSystemRegistry(),
            Clock = new FakeTimeProvider(),
            Io = InlineIo.Instance,
            Random = new Random(1),
            Logger = NullLogger.Instance,
        });

    private sealed class Recorder : ILeaderContender
    {
        public LeaderSession? Session { get; private set; }

        public void Granted(LeaderSession session) => Session = session;

        public void Revoked(LeaderSession session, string reason) => Session = null;
    }
}
