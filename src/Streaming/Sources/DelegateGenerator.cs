using System.Runtime.CompilerServices;

namespace Flink.Streaming.Sources;

/// <summary>A delegate as a generator function.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TTag">Makes the type, and with it the compiled loop, the delegate's own.</typeparam>
internal readonly struct DelegateGenerator<T, TTag>(Func<long, T> generate) : IGeneratorFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Generate(long index) => generate(index);
}
