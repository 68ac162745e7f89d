using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>I/O that is done when the test wants it, in an order that its seed decides: what slow disks and fast ones do to a cluster.</summary>
internal sealed class ShuffledIo(Random random) : IIoExecutor
{
    private readonly List<Action> _work = [];

    public int Waiting => _work.Count;

    public void Run(Action work) => _work.Add(work);

    public bool RunOne()
    {
        if (_work.Count == 0)
        {
            return false;
        }

        var index = random.Next(_work.Count);
        var work = _work[index];
        _work.RemoveAt(index);
        work();
        return true;
    }
}
