using Flink.Cli.CommandLine;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Processes;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>Clusters of processes on this machine: a JobManager that starts its workers with the process driver.</summary>
internal sealed class ProcessClusters(DescriptorSurroundings surroundings) : IClusterDescriptor
{
    private const string LocalHost = "localhost";
    private const string AnyPort = "0";
    private const string DefaultJobManagerSize = "1600m";
    private const string DefaultTaskManagerSize = "1728m";

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    public async Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation)
    {
        var folder = FolderOf(specification.ClusterId);
        if (folder.JobManager is { IsAlive: true } other)
        {
            throw new CliException($"cluster {specification.ClusterId} runs already (process {other.Pid}); end it with 'flink session stop {specification.ClusterId}', or choose another name");
        }

        var files = new LogFiles(Path.Combine(surroundings.LogFolder, specification.ClusterId), "jobmanager");
        try
        {
            Prepare(folder, files, specification);
            folder.JobManager = Start(folder, files, specification);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"cluster {specification.ClusterId} cannot be started: {e.Message}", e);
        }

        var cluster = new ProcessCluster(folder, files, surroundings.Configuration);
        try
        {
            await WaitForAddressAsync(folder, cluster, cancellation).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation)
    {
        var folder = FolderOf(clusterId);
        return Task.FromResult<ICluster?>(folder is { JobManager.IsAlive: true, RestAddress: not null }
            ? new ProcessCluster(folder, new LogFiles(folder.Logs, "jobmanager"), surroundings.Configuration)
            : null);
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        List<string> alive = [];
        foreach (var folder in ClusterFolder.AllIn(surroundings.StateFolder))
        {
            if (folder.JobManager is { IsAlive: true })
            {
                alive.Add(folder.Id);
            }
            else if (folder is { JobManager: not null, IsHighlyAvailable: false })
            {
                // Of one that was killed; its workers went with it.
                folder.Delete();
            }
        }

        return Task.FromResult<IReadOnlyList<string>>(alive);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task WaitForAddressAsync(ClusterFolder folder, ProcessCluster cluster, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_patience);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        while (folder.RestAddress is null)
        {
            if (cluster.Ended.IsCompleted)
            {
                var end = await cluster.Ended.ConfigureAwait(false);
                throw new FlinkException($"Cluster {folder.Id} did not start: {end.Diagnostics}");
            }

            try
            {
                await Task.Delay(_look, both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                throw new FlinkException($"The JobManager of cluster {folder.Id} did not come up within {_patience.TotalSeconds:F0} s; its log is in {folder.Logs}.");
            }
        }
    }

    private void Prepare(ClusterFolder folder, LogFiles files, ClusterSpecification specification)
    {
        folder.Create();
        Directory.CreateDirectory(Path.GetDirectoryName(files.Log)!);
        folder.Logs = Path.GetDirectoryName(files.Log)!;
        folder.IsHighlyAvailable = HighAvailabilityOptions.AreOn(surroundings.Configuration.MergedWith(specification.Configuration));
        PropertiesFile.Write(folder.Options, OptionsOf(folder, specification));
    }

    private ProcessIdentity Start(ClusterFolder folder, LogFiles files, ClusterSpecification specification) => ChildProcess.Start(new ProcessStart
    {
        Command =
        [
            .. surroundings.Command, specification.Application is null ? "jobmanager" : "standalone-job",
            .. surroundings.ConfigurationFolder is { } configuration ? (string[])["--configDir", configuration] : [],
            "--propertiesFile", folder.Options,
            "--logFile", files.Log,
            "--addressFolder", folder.Address,
            .. specification.Application is { } program ? ArgumentsOf(program) : [],
        ],
        Files = files,
        EndsWithThisProcess = specification.EndsWithClient,
    });

    private static IEnumerable<string> ArgumentsOf(ApplicationProgram program) =>
    [
        "--jars", program.Location,
        .. program.EntryClass is { } entryClass ? (string[])["--job-classname", entryClass] : [],
        "--", .. program.Arguments,
    ];

    // Near, on any free ports: several clusters share a machine, and nobody else reaches them unless that was asked for.
    private FlinkConfiguration OptionsOf(ClusterFolder folder, ClusterSpecification specification)
    {
        var given = specification.Configuration;
        var options = given
            .With(ResourceManagerOptions.Driver, ProcessDriver.Name)
            .With(ResourceManagerOptions.StateDirectory, folder.DriverState)
            .With(HighAvailabilityOptions.ClusterId, folder.Id)
            .With(JobManagerOptions.RpcPort.Key, AnyPort);
        (ConfigOption Option, string Value)[] near =
        [
            (RestOptions.Address, LocalHost), (RestOptions.BindAddress, LocalHost), (RestOptions.Port, AnyPort),
            (JobManagerOptions.RpcAddress, LocalHost), (JobManagerOptions.BindHost, LocalHost),
            (TaskManagerOptions.Host, LocalHost), (TaskManagerOptions.BindHost, LocalHost),
        ];
        foreach (var (option, value) in near)
        {
            if (given.GetText(option.Key) is null)
            {
                options = options.With(option.Key, value);
            }
        }

        if (given.GetText(RestOptions.BindPort.Key) is null)
        {
            options = options.With(RestOptions.BindPort.Key, options.GetText(RestOptions.Port.Key)!);
        }

        return WithSizes(WithTemporary(options, folder));
    }

    private FlinkConfiguration WithTemporary(FlinkConfiguration options, ClusterFolder folder) =>
        surroundings.Configuration.TryGet(CoreOptions.TempDirectories, out _) ? options : options.With(CoreOptions.TempDirectories, folder.Temporary);

    // As the shipped config.yaml has them, for those who have none.
    private FlinkConfiguration WithSizes(FlinkConfiguration options)
    {
        var all = surroundings.Configuration;
        var entries = all.Entries.Select(static entry => entry.Key).ToArray();
        (string Prefix, string Size)[] roles = [("jobmanager.memory.", DefaultJobManagerSize), ("taskmanager.memory.", DefaultTaskManagerSize)];
        return roles
            .Where(role => !Array.Exists(entries, key => key.StartsWith(role.Prefix, StringComparison.Ordinal) && key.EndsWith(".size", StringComparison.Ordinal)))
            .Aggregate(options, static (options, role) => options.With($"{role.Prefix}process.size", role.Size));
    }

    private ClusterFolder FolderOf(string id) => new(Path.Combine(surroundings.StateFolder, id));
}
