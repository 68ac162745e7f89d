using System.IO.Compression;
using Flink.Core.Configuration;
using Flink.Rest.Programs;
using Flink.Rest.Tests.Recorded;
using Flink.Runtime.Dispatcher.Views;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Rest.Tests;

/// <summary>An endpoint in front of a recorded cluster, with folders of its own.</summary>
internal sealed class RestFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-rest-tests-").FullName;
    private RestServer? _server;

    private RestFixture(string state) => Cluster = new RecordedCluster(state);

    public RecordedCluster Cluster { get; }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_795_363_600_000));

    /// <summary>What <c>/readyz</c> tells.</summary>
    public bool Leads { get; set; } = true;

    public HttpClient Http { get; private set; } = null!;

    public string Folder => _folder;

    public static async Task<RestFixture> StartAsync(string state, Func<FlinkConfiguration, FlinkConfiguration>? configure = null, IProgramHost? programs = null)
    {
        var fixture = new RestFixture(state);
        var log = Path.Combine(fixture._folder, "log", "flink--standalonesession-0-vm.log");
        var stdout = Path.ChangeExtension(log, ".out");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        await File.WriteAllTextAsync(log, "a line of the log\n");
        await File.WriteAllTextAsync(stdout, "");
        await File.WriteAllTextAsync(Path.Combine(fixture._folder, "log", "flink--taskexecutor-0-vm.log"), "");
        var configuration = FlinkConfiguration.Empty
            .With("rest.bind-port", "0")
            .With("web.upload.dir", Path.Combine(fixture._folder, "upload"))
            .With("s3.secret-key", "never shown");
        fixture._server = await RestServer.StartAsync(new RestServices
        {
            Dispatcher = fixture.Cluster,
            ResourceManager = fixture.Cluster,
            Configuration = configure?.Invoke(configuration) ?? configuration,
            IsReady = () => fixture.Leads,
            ReadMetrics = () => fixture.Cluster.JobManagerSamples,
            Programs = programs ?? new RecordedPrograms(),
            Logs = new LogFolder(log, stdout),
            Clock = fixture.Clock,
        });
        fixture.Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{fixture._server.Port}") };
        return fixture;
    }

    /// <summary>Puts a program into the upload folder under an id.</summary>
    public void AddProgram(string id)
    {
        var folder = Path.Combine(_folder, "upload", "flink-web-upload");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, id), ProgramZip());
    }

    public void RemoveProgram(string id) => File.Delete(Path.Combine(_folder, "upload", "flink-web-upload", id));

    /// <summary>A zip with the files of a program that nobody runs.</summary>
    public static byte[] ProgramZip()
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            zip.CreateEntry("Golden.runtimeconfig.json");
            zip.CreateEntry("Golden.dll");
        }

        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
