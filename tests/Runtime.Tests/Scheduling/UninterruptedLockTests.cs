using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Scheduling;

public class UninterruptedLockTests
{
    [Fact]
    public void Interrupted_thread_gets_the_lock_first_and_the_interruption_afterwards()
    {
        var gate = new object();
        var gotTheLock = false;
        Exception? thrown = null;
        var isThere = false;
        var thread = new Thread(() =>
        {
            // Nothing that may wait: it would be interrupted instead.
            Volatile.Write(ref isThere, true);
            using (new UninterruptedLock(gate))
            {
                gotTheLock = true;
            }

            // The next wait, whichever it is, gets the interruption.
            thrown = Record.Exception(() => new ManualResetEventSlim().Wait(TimeSpan.FromMinutes(2)));
        });
        lock (gate)
        {
            thread.Start();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref isThere), TimeSpan.FromMinutes(2)));
            thread.Interrupt();
        }

        Assert.True(thread.Join(TimeSpan.FromMinutes(3)));
        Assert.True(gotTheLock);
        Assert.IsType<ThreadInterruptedException>(thrown);
    }
}
