using System.Reflection;

namespace Flink.Core.Closures;

/// <summary>An object graph as bytes, ready to travel.</summary>
/// <param name="Bytes">What <see cref="ClosureSerializer.Read"/> reads. Not changed after.</param>
/// <param name="Assemblies">The assemblies of its types, to read it back in this process.</param>
public sealed record Closure(ReadOnlyMemory<byte> Bytes, IReadOnlyCollection<Assembly> Assemblies);
