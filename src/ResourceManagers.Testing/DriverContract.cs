using System.Reflection;
using Flink.ResourceManagers.Drivers;

namespace Flink.ResourceManagers.Testing;

/// <summary>What every driver of the resource-manager layer must do, against its real system. Derive one class; xunit.v3 runs what it inherits.</summary>
/// <remarks>No test depends on how long something takes.</remarks>
public abstract partial class DriverContract : DriverBench
{
    /// <summary>Whether the class declares that its system cannot express a rule; the test then has nothing to show.</summary>
    protected bool CannotExpress(int rule)
    {
        var declared = GetType().GetCustomAttributes<NotExpressibleAttribute>().FirstOrDefault(attribute => attribute.Rule == rule);
        if (declared is null)
        {
            return false;
        }

        Assert.NotEmpty(declared.Reason);
        TestContext.Current.TestOutputHelper?.WriteLine($"R{rule} is not expressible: {declared.Reason}");
        return true;
    }

    private static Task<WorkerRequestException> RefusalOfAsync(Task<StartedWorker> request) => Assert.ThrowsAsync<WorkerRequestException>(() => request);
}
