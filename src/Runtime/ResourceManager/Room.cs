using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>What is left of a registered worker while a plan is made.</summary>
internal sealed class Room(RegisteredWorker worker, int order)
{
    private int _slots = worker.Slots.Count;

    public RegisteredWorker Worker => worker;

    /// <summary>Decides between equally used workers.</summary>
    public int Order => order;

    public ResourceProfile Free { get; private set; } = worker.Free;

    public double Utilization => RegisteredWorker.UtilizationOf(worker.Spec, Free, _slots);

    public bool Has(ResourceProfile slot) => RegisteredWorker.HasRoom(worker.Spec, Free, _slots, slot);

    public void Take(ResourceProfile slot)
    {
        Free = Free.Subtract(slot);
        _slots++;
    }
}
