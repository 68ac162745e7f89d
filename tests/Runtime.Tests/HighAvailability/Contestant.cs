using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.HighAvailability.Folder;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A JobManager that contends for a shared folder.</summary>
internal sealed class Contestant : Contender, IIoExecutor
{
    private readonly Turns _turns;
    private readonly Func<bool> _fails;

    public Contestant(SharedStorage storage, Turns turns, int seed, Func<bool>? fails = null, bool isSuccessor = false)
    {
        _turns = turns;
        _fails = fails ?? (static () => false);
        var fileSystems = new FileSystemRegistry();
        fileSystems.Register("shared", _ => new SharedFiles(storage, Turn, Done));
        HighAvailabilityFactory create = isSuccessor ? FolderHighAvailability.CreateForSuccessors : FolderHighAvailability.Create;
        Services = create(
            FlinkConfiguration.Empty.With(HighAvailabilityOptions.StorageDirectory, "shared://host/ha"),
            new HighAvailabilitySurroundings
            {
                RpcAddress = $"jm-{seed}:6123",
                RestAddress = $"jm-{seed}:8081",
                FileSystems = fileSystems,
                Clock = Clock,
                Io = this,
                Random = new Random(seed),
                Logger = NullLogger.Instance,
            });
    }

    public override IHighAvailabilityServices Services { get; }

    void IIoExecutor.Run(Action work) => _turns.Start(work);

    private void Turn()
    {
        _turns.Wait();
        if (IsDead || !CanReach || _fails())
        {
            throw new IOException("The storage does not answer.");
        }
    }

    private void Done()
    {
        if (IsDead || _fails())
        {
            throw new IOException("The storage does not answer any more.");
        }
    }
}
