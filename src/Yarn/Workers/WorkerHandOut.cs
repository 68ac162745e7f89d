namespace Flink.Yarn.Workers;

/// <summary>Answers orders with containers, which are noted for the next term before.</summary>
internal sealed class WorkerHandOut(WorkerLedger ledger, BlockingCalls blocking, WorkerDesk desk, WorkerComponents components, TimeProvider clock)
{
    public async Task HandOutAsync(WorkerComponent component, WorkerPlan plan, WorkerOrder[] orders)
    {
        foreach (var (_, container) in plan.Assigned)
        {
            component.Workers.Add(container.Id, container.Instance);
        }

        try
        {
            var handedOut = components.Workers();
            await blocking.RunAsync(() => ledger.Write(handedOut)).ConfigureAwait(false);
        }
        catch
        {
            // Nobody was answered: they are there for the next plan.
            foreach (var (_, container) in plan.Assigned)
            {
                Spare(component, container.Id);
            }

            throw;
        }

        foreach (var (order, container) in plan.Assigned)
        {
            if (!desk.TryAnswer(orders[order], container.Id, container.Host))
            {
                Spare(component, container.Id);
            }
        }
    }

    private void Spare(WorkerComponent component, string container)
    {
        component.Workers.Remove(container);
        component.Spares[container] = clock.GetTimestamp();
    }
}
