using System.Globalization;
using Flink.Cli.Configuration;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Processes;
using Flink.ResourceManagers.Workers;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>Where the workers of a JobManager come from, term by term: the driver of <c>resourcemanager.driver</c>, or people and scripts.</summary>
internal sealed class WorkerSupplies
{
    private readonly ProcessContext _context;
    private readonly IIoExecutor _io;
    private readonly WorkerTemplate? _template;
    private readonly ResourceManagerDriverFactory? _factory;
    private readonly string _driver;
    private readonly StepLines _steps = new(Console.Out);

    /// <summary>Finds the driver; a plug-in is loaded.</summary>
    /// <param name="context">The process.</param>
    /// <param name="io">Runs what blocks.</param>
    /// <param name="rpcPort">The port of this JobManager.</param>
    /// <exception cref="Core.FlinkException">There is no such driver, or workers have no size.</exception>
    public WorkerSupplies(ProcessContext context, IIoExecutor io, int rpcPort)
    {
        _context = context;
        _io = io;
        _driver = context.Configuration.Get(ResourceManagerOptions.Driver, "");
        if (_driver.Length == 0)
        {
            return;
        }

        _factory = _driver == ProcessDriver.Name
            ? static surroundings => new ProcessDriver(surroundings)
            : InstalledPlugins.Catalog.Load<ResourceManagerDriverFactory>(DriverSurroundings.OfferKind, _driver);
        _template = WorkerTemplate.From(context.Configuration, OptionsOfWorkers(rpcPort));
    }

    /// <summary>Whether workers come when jobs need them, and none by itself.</summary>
    public bool AreOnDemand => _factory is not null;

    /// <summary>Where the REST endpoint of this JobManager is reached, for drivers whose system shows people the way; known before the first term.</summary>
    public string? RestAddress { get; set; }

    public IWorkerSupply Create(LeaderSession session)
    {
        if (_factory is null)
        {
            return new NoWorkerSupply();
        }

        var configuration = _context.Configuration;
        var cluster = configuration.Get(HighAvailabilityOptions.ClusterId);
        var driver = _factory(new DriverSurroundings
        {
            ClusterId = cluster,
            Term = session.Epoch,
            Configuration = configuration,
            RestAddress = RestAddress,
            Command = ProcessCommand.OfThisCommand,
            ConfigurationFolder = _context.ConfigurationFolder,
            LogFolder = _context.LogFile is { } file ? Path.GetDirectoryName(file)! : Directory.GetCurrentDirectory(),
            StateFolder = StateFolders.CreatePrivate(configuration.Get(ResourceManagerOptions.StateDirectory, StateFolders.OfDriver(_driver, cluster))),
            Clock = TimeProvider.System,
            Io = _io,
            Loggers = _context.Loggers,
        });
        var manager = new WorkerManager(
            new StepDriver(driver, _steps), _template!, WorkerManagerSettings.From(configuration), _context.Fatal, _context.Loggers.CreateLogger<WorkerManager>());
        return new StepSupply(manager, _steps);
    }

    // What is in the file they read themselves.
    private FlinkConfiguration OptionsOfWorkers(int rpcPort) => _context.Given
        .With(JobManagerOptions.RpcAddress, ProcessAddresses.JobManagerHost(_context.Configuration))
        .With(JobManagerOptions.RpcPort.Key, rpcPort.ToString(CultureInfo.InvariantCulture));
}
