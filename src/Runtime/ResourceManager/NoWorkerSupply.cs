using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Workers that others start: whoever registers is welcome, and nobody is ever started or stopped.</summary>
public sealed class NoWorkerSupply : IWorkerSupply
{
    /// <inheritdoc/>
    public WorkerSpec? Startable => null;

    /// <inheritdoc/>
    public Task Ready => Task.CompletedTask;

    /// <inheritdoc/>
    public void Start(IWorkerSupplyHost host)
    {
    }

    /// <inheritdoc/>
    public WorkerAcceptance Accepts(TaskManagerId worker) => WorkerAcceptance.Yes;

    /// <inheritdoc/>
    public void Registered(TaskManagerId worker, WorkerSpec spec)
    {
    }

    /// <inheritdoc/>
    public void Unregistered(TaskManagerId worker)
    {
    }

    /// <inheritdoc/>
    public void Lost(TaskManagerId worker)
    {
    }

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<WorkerDeclaration> declarations) =>
        throw new InvalidOperationException("Workers were declared although none can be started here.");

    /// <inheritdoc/>
    public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync() => Task.CompletedTask;
}
