using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Cli.Processes;

/// <summary>A supply of workers whose registrations are shown.</summary>
internal sealed class StepSupply(IWorkerSupply supply, StepLines steps) : IWorkerSupply
{
    public WorkerSpec? Startable => supply.Startable;

    public Task Ready => supply.Ready;

    public SupplyTrouble? Trouble => supply.Trouble;

    public void Start(IWorkerSupplyHost host) => supply.Start(host);

    public WorkerAcceptance Accepts(TaskManagerId worker) => supply.Accepts(worker);

    public void Registered(TaskManagerId worker, WorkerSpec spec)
    {
        steps.Registered(worker);
        supply.Registered(worker, spec);
    }

    public void Unregistered(TaskManagerId worker) => supply.Unregistered(worker);

    public void Lost(TaskManagerId worker) => supply.Lost(worker);

    public string? NodeOf(TaskManagerId worker) => supply.NodeOf(worker);

    public Task<string?> ExplainLossAsync(TaskManagerId worker) => supply.ExplainLossAsync(worker);

    public void Declare(IReadOnlyList<WorkerDeclaration> declarations) => supply.Declare(declarations);

    public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => supply.DeregisterAsync(status, diagnostics);

    public Task StopAsync() => supply.StopAsync();
}
