using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>The sum of the workers that are wanted, and what of it is free: kept with every change, so that a question costs the same however many there are.</summary>
/// <param name="limits">How small and how large it may be.</param>
/// <param name="redundant">How many workers' worth of room is kept free.</param>
/// <param name="kind">The workers that can be started.</param>
internal sealed class ClusterRoom(ClusterLimits limits, int redundant, WorkerSpec kind)
{
    private decimal _cpu;
    private decimal _memory;
    private decimal _freeCpu;
    private decimal _freeMemory;

    /// <summary>How many more workers the cluster may have.</summary>
    public int Growth => limits.Growth(_cpu, _memory, kind);

    public void Clear() => _cpu = _memory = _freeCpu = _freeMemory = 0;

    public void Add(RegisteredWorker worker) => Count(worker, 1);

    public void Remove(RegisteredWorker worker) => Count(worker, -1);

    /// <summary>Whether a worker that is one of them would take the cluster beyond what it may have.</summary>
    public bool IsTooMany(WorkerSpec worker) =>
        limits.IsTooLarge(_cpu + worker.Total.Cpu, _memory + worker.Total.TotalMemory, kind);

    /// <summary>Whether the cluster still has what it has to have without this worker, which is unused.</summary>
    public bool CanLose(RegisteredWorker worker)
    {
        var total = worker.Spec.Total;
        return !limits.IsTooSmall(_cpu - total.Cpu, _memory - total.TotalMemory, kind)
            && !LacksReserve(_freeCpu - FreeCpu(worker), _freeMemory - FreeMemory(worker));
    }

    /// <summary>How many workers have to be started, beyond those that jobs wait for, so that the cluster is large enough and has its reserve.</summary>
    /// <param name="pending">The workers that jobs wait for.</param>
    public int Missing(IReadOnlyCollection<PendingWorker> pending)
    {
        var (cpu, memory) = (_cpu + (pending.Count * kind.Total.Cpu), _memory + (pending.Count * (decimal)kind.Total.TotalMemory));
        var freeCpu = _freeCpu + pending.Sum(static worker => worker.Free.Cpu);
        var freeMemory = _freeMemory + pending.Sum(static worker => (decimal)worker.Free.TotalMemory);
        var (most, missing) = (Growth - pending.Count, 0);
        for (; missing < most && (limits.IsTooSmall(cpu, memory, kind) || LacksReserve(freeCpu, freeMemory)); missing++)
        {
            cpu += kind.Total.Cpu;
            freeCpu += kind.Total.Cpu;
            memory += kind.Total.TotalMemory;
            freeMemory += kind.Total.TotalMemory;
        }

        return missing;
    }

    private bool LacksReserve(decimal freeCpu, decimal freeMemory) =>
        freeCpu < redundant * kind.Total.Cpu || freeMemory < redundant * (decimal)kind.Total.TotalMemory;

    private void Count(RegisteredWorker worker, int sign)
    {
        if (worker.IsUnwanted || worker.IsLeaving)
        {
            return;
        }

        _cpu += sign * worker.Spec.Total.Cpu;
        _memory += sign * (decimal)worker.Spec.Total.TotalMemory;
        _freeCpu += sign * FreeCpu(worker);
        _freeMemory += sign * FreeMemory(worker);
    }

    // Where nothing new is placed, nothing is free.
    private static decimal FreeCpu(RegisteredWorker worker) => worker.IsBlocked ? 0 : worker.Free.Cpu;

    private static decimal FreeMemory(RegisteredWorker worker) => worker.IsBlocked ? 0 : worker.Free.TotalMemory;
}
