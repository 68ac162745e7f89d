using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;
using Flink.Yarn.Configuration;
using Flink.Yarn.HighAvailability;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>What a cluster consists of: the JobManager, and as many workers of the configured size as jobs need.</summary>
internal sealed class ClusterPlan
{
    /// <summary>The file of a JobManager's arguments, each ended by a zero: no shell reads them.</summary>
    public const string ArgumentsFile = "flink-arguments";

    private const string AnyPort = "0";
    private const string AnyAddress = "0.0.0.0";
    private const string DefaultJobManagerSize = "1600m";
    private const string DefaultTaskManagerSize = "1728m";

    private readonly ClusterSpecification _specification;
    private readonly StagingFolder _staging;
    private readonly TaskManagerProcessMemory _workerMemory;

    /// <param name="configured">The effective configuration of the command.</param>
    /// <param name="specification">The cluster as it is to be.</param>
    /// <param name="staging">Where its files are.</param>
    /// <exception cref="ConfigurationException">Sizes are missing, or don't fit.</exception>
    public ClusterPlan(FlinkConfiguration configured, ClusterSpecification specification, StagingFolder staging)
    {
        _specification = specification;
        _staging = staging;
        Configuration = Configure(configured);
        _workerMemory = TaskManagerProcessMemory.From(Configuration);
        WorkerMemoryMb = WorkerServices.MegabytesOf(_workerMemory.TotalProcess);
        WorkerCores = WorkerServices.CoresOf(Configuration, WorkerSpec.From(Configuration, _workerMemory).Total.Cpu);
        MasterMemoryMb = WorkerServices.MegabytesOf(JobManagerProcessMemory.From(Configuration).TotalProcess);
    }

    /// <summary>What the JobManager is configured with, but for what it is shipped.</summary>
    public FlinkConfiguration Configuration { get; }

    public long MasterMemoryMb { get; }

    public long WorkerMemoryMb { get; }

    public int WorkerCores { get; }

    /// <summary>The name of the cluster.</summary>
    public string Id => _specification.ClusterId;

    /// <summary>Whether a JobManager takes over from the one before.</summary>
    public bool IsHighlyAvailable => HighAvailabilityOptions.AreOn(Configuration);

    /// <summary>The verb of the JobManager's process.</summary>
    public string Role => _specification.Application is null ? "jobmanager" : "standalone-job";

    /// <summary>How often the JobManager is started before the cluster has failed.</summary>
    public int Attempts => Configuration.Get(YarnOptions.Attempts, IsHighlyAvailable ? 2 : 1);

    /// <summary>What the JobManager is configured with: a file to be written.</summary>
    /// <param name="shipped">What its containers find besides.</param>
    public (FilePath Path, string Text) OptionsFile(IReadOnlyList<ServiceFile> shipped) =>
        (ClusterFiles.Options(_staging, Id), OptionLines.Of(ShippedFiles.Remember(Configuration, shipped)));

    /// <summary>What the JobManager is started with beyond that: a file to be written, whose text is empty when there is nothing.</summary>
    /// <param name="addressFolder">Where it says where its REST endpoint is; null for nowhere.</param>
    public (FilePath Path, string Text) Arguments(FilePath? addressFolder) =>
        (_staging.OfCluster(Id).Child(ArgumentsFile), string.Concat(ListArguments(addressFolder).Select(static argument => argument + '\0')));

    private IEnumerable<string> ListArguments(FilePath? addressFolder)
    {
        if (addressFolder is not null)
        {
            yield return "--addressFolder";
            yield return addressFolder.ToString();
        }

        if (_specification.Application is not { } program)
        {
            yield break;
        }

        yield return "--jars";
        yield return program.IsOnThisMachine ? $"{ShippedFiles.Program}/{Path.GetFileName(program.Location)}" : program.Location;
        if (program.EntryClass is { } entryClass)
        {
            yield return "--job-classname";
            yield return entryClass;
        }

        yield return "--";
        foreach (var argument in program.Arguments)
        {
            yield return argument;
        }
    }

    // The container does not see the files of this machine, so it is told everything.
    private FlinkConfiguration Configure(FlinkConfiguration configured)
    {
        var all = OptionLines.ForContainer(configured.MergedWith(_specification.Configuration))
            .Without(ExecutionOptions.Target.Key)
            .Without(ExecutionOptions.Attached.Key)
            .Without(ClusterOptions.Id.Key)
            .Without(YarnOptions.ApplicationId.Key)
            .Without(RestOptions.Address.Key)
            .Without(JobManagerOptions.RpcAddress.Key)
            .With(ResourceManagerOptions.Driver, YarnPlugin.Name)
            .With(HighAvailabilityOptions.ClusterId, Id)
            .With(YarnOptions.StagingDirectory, _staging.Root.Parent!.ToString())
            .With(JobManagerOptions.RpcPort.Key, AnyPort)
            .With(RestOptions.Port.Key, AnyPort)
            .With(RestOptions.BindPort.Key, AnyPort)
            .With(RestOptions.BindAddress.Key, AnyAddress);
        if (HighAvailabilityOptions.AreOn(all) && !all.TryGet(HighAvailabilityOptions.StorageDirectory, out _))
        {
            all = all.With(HighAvailabilityOptions.StorageDirectory, YarnHighAvailability.StorageOf(_staging, Id));
        }

        return WithSizes(all);
    }

    // As the shipped config.yaml has them, for those who have none.
    private static FlinkConfiguration WithSizes(FlinkConfiguration configuration)
    {
        foreach (var (prefix, size) in (ReadOnlySpan<(string, string)>)[("jobmanager.memory.", DefaultJobManagerSize), ("taskmanager.memory.", DefaultTaskManagerSize)])
        {
            if (!configuration.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal) && key.EndsWith(".size", StringComparison.Ordinal)))
            {
                configuration = configuration.With($"{prefix}process.size", size);
            }
        }

        return configuration;
    }
}
