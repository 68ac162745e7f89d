using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

/// <summary>A real system and its driver, as <see cref="DriverContract"/> needs them. One for each test; what it is asked, it must find out without the driver.</summary>
public interface IDriverSystem : IAsyncDisposable
{
    /// <summary>The host under which workers reach the process of the tests.</summary>
    string HostForWorkers { get; }

    /// <summary>Options of the driver with which it can work.</summary>
    FlinkConfiguration Configuration { get; }

    /// <summary>Options with which it cannot: its system is not there, or refuses it.</summary>
    FlinkConfiguration UnusableConfiguration { get; }

    /// <summary>Words that must occur in what is told about a worker that <see cref="KillAsync"/> ended, such as the signal.</summary>
    IReadOnlyList<string> DiagnosticsOfKill { get; }

    /// <summary>Completes a description of the process of the tests, which has no command, folders or the like for workers, by what the driver needs of it.</summary>
    DriverSurroundings Complete(DriverSurroundings surroundings) => surroundings;

    /// <summary>Makes the driver under test.</summary>
    IResourceManagerDriver NewDriver(DriverSurroundings surroundings);

    /// <summary>The workers of a cluster whose processes run.</summary>
    Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId);

    /// <summary>What is there of a cluster's workers beyond those that run: containers that have ended, folders, reservations. Names, for the message of a failed test.</summary>
    Task<IReadOnlyList<string>> LeftoversAsync(string clusterId);

    /// <summary>Ends a worker as <c>kill -9</c> does, behind the driver's back; where the system tells late that it runs, only once it has told so.</summary>
    Task KillAsync(TaskManagerId worker);

    /// <summary>All that others than the cluster's user may see of a worker: command line, labels, what the system answers to questions about it.</summary>
    Task<string> VisibleAsync(TaskManagerId worker);

    /// <summary>What the system knows of a worker, for the message of a failed test: its state, what happened to it, the end of its log. Does not fail where nothing is known.</summary>
    Task<string> DescribeAsync(TaskManagerId worker) => Task.FromResult("");

    /// <summary>From now until disposal the driver cannot reach the system; what the two were saying is cut off.</summary>
    IDisposable Interrupt();
}
