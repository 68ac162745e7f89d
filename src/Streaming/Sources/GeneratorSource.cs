using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Records made by a delegate from their numbers (Flink's <c>DataGeneratorSource</c>).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="generate">Makes the record of a number, from 0; the same record each time, since a restored job asks again.</param>
/// <param name="options">How many, how fast, with which timestamps.</param>
/// <remarks>See <see cref="GeneratorSource{T, TGenerator}"/>.</remarks>
public sealed class GeneratorSource<T>(Func<long, T> generate, GeneratorOptions<T>? options = null)
    : Source<T, RangeSplit>
{
    private readonly Func<long, T> _generate = generate ?? throw new ArgumentNullException(nameof(generate));
    private readonly GeneratorOptions<T> _options = options ?? GeneratorOptions<T>.Default;

    /// <inheritdoc/>
    public override Boundedness Boundedness => _options.Boundedness;

    /// <inheritdoc/>
    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) =>
        new SplitQueueEnumerator<RangeSplit>(context, SplitSerializer, _options.MakeSplits);

    /// <inheritdoc/>
    public override SourceReader<T, RangeSplit> CreateReader(ISourceReaderContext context)
    {
        // A phantom type argument gives the delegate's loop machine code and a profile of its own (see ProfileTag).
        var function = typeof(DelegateGenerator<,>).MakeGenericType(typeof(T), ProfileTag.For(_generate));
        var reader = typeof(GeneratorReader<,>).MakeGenericType(typeof(T), function);
        return (SourceReader<T, RangeSplit>)Activator.CreateInstance(reader, context, Activator.CreateInstance(function, _generate), _options)!;
    }
}

/// <summary>Records made by a function from their numbers.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TGenerator">The function; a struct is the fast case. May be an <see cref="IRichFunction"/>.</typeparam>
/// <param name="generator">The function; every reader has a copy.</param>
/// <param name="options">How many, how fast, with which timestamps.</param>
/// <remarks>
/// The numbers 0, 1, 2, ... are dealt out to the readers in turn, so that event time advances side by side in all of them. The rate
/// holds over all readers together: each split has an equal part of it, also after a restore with another parallelism.
/// </remarks>
public sealed class GeneratorSource<T, TGenerator>(TGenerator generator, GeneratorOptions<T>? options = null)
    : Source<T, RangeSplit>
    where TGenerator : struct, IGeneratorFunction<T>
{
    private readonly GeneratorOptions<T> _options = options ?? GeneratorOptions<T>.Default;

    /// <inheritdoc/>
    public override Boundedness Boundedness => _options.Boundedness;

    /// <inheritdoc/>
    public override ISplitSerializer<RangeSplit> SplitSerializer => RangeSplitSerializer.Instance;

    /// <inheritdoc/>
    public override SplitEnumerator<RangeSplit> CreateEnumerator(ISplitEnumeratorContext<RangeSplit> context) =>
        new SplitQueueEnumerator<RangeSplit>(context, SplitSerializer, _options.MakeSplits);

    /// <inheritdoc/>
    public override SourceReader<T, RangeSplit> CreateReader(ISourceReaderContext context) =>
        new GeneratorReader<T, TGenerator>(context, generator, _options);
}
