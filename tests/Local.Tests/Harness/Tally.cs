using System.Runtime.CompilerServices;
using Flink.Streaming.Testing;

namespace Flink.Local.Tests.Harness;

/// <summary>A number that all copies of a function count on, and that the test reads.</summary>
internal sealed class Tally : IDisposable
{
    private readonly Shared<StrongBox<long>> _count = new(new StrongBox<long>());

    public long Count => Interlocked.Read(ref _count.Value.Value);

    public long Add(long number) => Interlocked.Add(ref _count.Value.Value, number);

    public void Dispose() => _count.Dispose();
}
