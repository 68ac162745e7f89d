using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A shared folder.</summary>
internal sealed class FolderWorld(Random random) : FencingWorld
{
    private readonly Turns _turns = new(random);

    public SharedStorage Storage { get; } = new();

    public override bool HasWork => _turns.HasWork;

    public Contestant Start(int seed, Func<bool>? fails = null, bool isSuccessor = false)
    {
        var contestant = new Contestant(Storage, _turns, seed, fails, isSuccessor);
        contestant.Services.Election.Start(contestant);
        return contestant;
    }

    public override Contender Add(int seed, Func<bool> fails) => Start(seed, fails);

    public static JobId Job(int key) => new(new Id128(0, (ulong)key));

    public override void Step() => _turns.Step();

    public override Task Write(LeaderSession session, int key, byte[]? value) =>
        value is null ? session.Jobs.RemoveAsync(Job(key)) : session.Jobs.PutAsync(Job(key), value);

    public override Task<ReadOnlyMemory<byte>?> Read(LeaderSession session, int key) => session.Jobs.GetAsync(Job(key));

    public override void Dispose() => _turns.Dispose();
}
