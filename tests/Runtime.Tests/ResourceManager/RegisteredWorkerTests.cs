using Flink.Core.Graph;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class RegisteredWorkerTests
{
    private static readonly ResourceProfile _total = new(2, heap: 1000, managed: 200);

    private readonly SlotCounts _counts = new();
    private readonly RegisteredWorker _worker = new(new InstanceId(new Id128(0, 1)), new TaskManagerDescription
    {
        Location = new TaskManagerLocation(new TaskManagerId("worker"), "host", default, "host", 0),
        Total = _total,
        DefaultSlot = _total.DividedBy(2),
        SlotCount = 2,
        Hardware = new WorkerHardware(1, 1, 1, 1),
        Memory = new WorkerMemory(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    });

    [Fact]
    public void Slots_that_were_freed_are_counted_as_free_again()
    {
        _worker.CountIn(_counts);
        var (first, second) = (Slot(1), Slot(2));
        _worker.Add(first);
        _worker.Add(second);
        Assert.Equal((2, 0), (_counts.Total, _counts.Free));

        _worker.Remove(first);
        Assert.Equal((2, 1), (_counts.Total, _counts.Free));
        _worker.Remove(second);
        Assert.Equal((2, 2), (_counts.Total, _counts.Free));
    }

    [Fact]
    public void A_worker_that_goes_takes_from_the_counts_what_it_brought()
    {
        _worker.CountIn(_counts);
        var large = new WorkerSlot(new AllocationId(new Id128(0, 1)), new JobId(new Id128(0, 7)), _total);
        _worker.Add(large);
        Assert.Equal(0, _counts.Free);

        _worker.Remove(large);
        _worker.Add(Slot(2));
        _worker.CountOut();

        Assert.Equal((0, 0), (_counts.Total, _counts.Free));
    }

    private static WorkerSlot Slot(ulong id) => new(new AllocationId(new Id128(0, id)), new JobId(new Id128(0, 7)), ResourceProfile.Unknown);
}
