using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Runtime.Memory;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.Configuration;
using Flink.Yarn.HighAvailability;
using Flink.Yarn.Services;
using Flink.Yarn.Workers;

namespace Flink.Yarn.Clusters;

/// <summary>What a cluster consists of: a service with the JobManager, and as many workers of the configured size as jobs need.</summary>
internal sealed class ClusterPlan
{
    /// <summary>The component of the JobManager.</summary>
    public const string JobManager = "jobmanager";

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

    private string Id => _specification.ClusterId;

    private bool IsHighlyAvailable => HighAvailabilityOptions.AreOn(Configuration);

    /// <summary>What containers are configured with: files to be written before the service is created.</summary>
    public IReadOnlyList<(FilePath Path, string Text)> Options(IReadOnlyList<ServiceFile> shipped) =>
    [
        (ClusterFiles.Options(_staging, Id), OptionLines.Of(ShippedFiles.Remember(Configuration, shipped))),

        // Must be there when the service is created; whoever requests the first worker writes what it holds.
        (ClusterFiles.OptionsOfWorkers(_staging, Id, Id), ""),
        (_staging.OfCluster(Id).Child(ArgumentsFile), string.Concat(Arguments().Select(static argument => argument + '\0'))),
    ];

    /// <summary>The service.</summary>
    /// <param name="shipped">What every container finds.</param>
    /// <param name="program">The archive of the application's program; null where there is none, or the JobManager fetches it.</param>
    public ServiceDescription Describe(IReadOnlyList<ServiceFile> shipped, FilePath? program)
    {
        var attempts = Configuration.Get(YarnOptions.Attempts, IsHighlyAvailable ? 2 : 1);
        var properties = new Dictionary<string, string>(WorkerServices.Properties(Configuration))
        {
            ["yarn.service.am-restart.max-attempts"] = attempts.ToString(CultureInfo.InvariantCulture),
        };
        return new ServiceDescription
        {
            Name = Id,
            Queue = Configuration.Get(YarnOptions.Queue, "") is { Length: > 0 } queue ? queue : null,
            Properties = properties,
            Components = [Master(shipped, program, attempts), WorkerServices.Component(WorkerMemoryMb, WorkerCores, shipped, ClusterFiles.OptionsOfWorkers(_staging, Id, Id).ToString())],
        };
    }

    // Its end is that of the service: well or not by its exit code, unless it may be started again.
    private ServiceComponent Master(IReadOnlyList<ServiceFile> shipped, FilePath? program, int attempts) => new()
    {
        Name = JobManager,
        Command = $"{ShippedFiles.Engine}/bin/yarn-container.sh {(_specification.Application is null ? "jobmanager" : "standalone-job")}",
        MemoryMb = MasterMemoryMb,
        VirtualCores = Configuration.Get(YarnOptions.MasterCores),
        Count = 1,
        RestartPolicy = attempts > 1 ? "ON_FAILURE" : "NEVER",
        FailureThreshold = attempts - 1,
        IsDominant = true,
        Files =
        [
            .. shipped,
            new ServiceFile(ShippedFiles.Options, ClusterFiles.Options(_staging, Id).ToString(), IsArchive: false, "APPLICATION"),
            new ServiceFile(ArgumentsFile, _staging.OfCluster(Id).Child(ArgumentsFile).ToString(), IsArchive: false, "APPLICATION"),
            .. program is null ? (ServiceFile[])[] : [new ServiceFile(ShippedFiles.Program, program.ToString(), IsArchive: true, _staging.VisibilityOf(program))],
        ],
    };

    private IEnumerable<string> Arguments()
    {
        yield return "--addressFolder";
        yield return ClusterFiles.Address(_staging, Id).ToString();
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
