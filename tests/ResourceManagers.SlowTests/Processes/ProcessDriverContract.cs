using Flink.ResourceManagers.Testing;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>The driver contract against this machine.</summary>
[NotExpressible(34, "the end of a child is told by the kernel: there is no watch that could be lost")]
[NotExpressible(35, "the end of a child is told by the kernel; one that ended between two JobManagers is shown by rule 17")]
[NotExpressible(37, "the system is the machine that the driver runs on: it is always there")]
[NotExpressible(54, "the system is the machine that the driver runs on: it is never away")]
public sealed class ProcessDriverContract : DriverContract
{
    protected override Task<IDriverSystem> OpenAsync() => Task.FromResult<IDriverSystem>(new ThisMachine());
}
