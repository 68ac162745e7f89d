using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Finds the comparer of a key by its run-time type, where that is derived from the declared one.</summary>
internal static class DerivedKeys<TKey>
    where TKey : class
{
    // Weak, so that keys of a program in a collectible context do not hold that context.
    private static readonly ConditionalWeakTable<Type, Comparer> Comparers = [];

    public static ulong Hash(TKey key) => For(key.GetType()).Hash(key);

    public static bool AreEqual(TKey left, TKey right) => For(left.GetType()).AreEqual(left, right);

    private static Comparer For(Type type) => Comparers.GetValue(type, static type =>
    {
        var comparer = KeyComparers.TypeFor(type);
        return (Comparer)Activator.CreateInstance(typeof(Comparer<,>).MakeGenericType(typeof(TKey), type, comparer))!;
    });

    private abstract class Comparer
    {
        public abstract ulong Hash(TKey key);

        public abstract bool AreEqual(TKey left, TKey right);
    }

    private sealed class Comparer<TDerived, TComparer> : Comparer
        where TDerived : class, TKey
        where TComparer : struct, IKeyComparer<TDerived>
    {
        public override ulong Hash(TKey key)
        {
            var derived = (TDerived)key;
            return default(TComparer).Hash(in derived);
        }

        public override bool AreEqual(TKey left, TKey right)
        {
            var (first, second) = ((TDerived)left, (TDerived)right);
            return default(TComparer).Equals(in first, in second);
        }
    }
}
