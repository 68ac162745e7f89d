using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

/// <summary>A driver of one term of one cluster, and what it has told. Disposal disposes of the driver.</summary>
public sealed class DriverUnderTest : IAsyncDisposable
{
    internal DriverUnderTest(IResourceManagerDriver driver, Func<TaskManagerId, Task<string>> describe)
    {
        Driver = driver;
        Record = new DriverRecord(describe);
    }

    /// <summary>The driver.</summary>
    public IResourceManagerDriver Driver { get; }

    /// <summary>What it has told.</summary>
    public DriverRecord Record { get; }

    /// <summary>Initializes it; the ids of the workers that it found.</summary>
    public async Task<IReadOnlyList<TaskManagerId>> InitializeAsync() =>
        [.. (await Driver.InitializeAsync(Record, CancellationToken.None)).Select(worker => worker.Id)];

    /// <summary>Requests a worker; its id.</summary>
    public async Task<TaskManagerId> RequestAsync(WorkerRequest request) => (await Driver.RequestWorkerAsync(request, CancellationToken.None)).Id;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Driver.DisposeAsync();
}
