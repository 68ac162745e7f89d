using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Flink.Core.Types.Copying;

/// <summary>
/// Copies of the framework's collections: built anew through their public members with the same comparer, since a hash table
/// copied bit by bit would look for its keys where their originals hashed to.
/// </summary>
/// <remarks>Each registers its copy before it copies the elements, which may refer back to the collection.</remarks>
internal static class CollectionCopies
{
    public static readonly IReadOnlyDictionary<Type, string> Methods = new Dictionary<Type, string>
    {
        [typeof(List<>)] = nameof(List),
        [typeof(Dictionary<,>)] = nameof(Dictionary),
        [typeof(HashSet<>)] = nameof(HashSet),
        [typeof(Queue<>)] = nameof(Queue),
        [typeof(Stack<>)] = nameof(Stack),
        [typeof(LinkedList<>)] = nameof(LinkedList),
        [typeof(SortedDictionary<,>)] = nameof(SortedDictionary),
        [typeof(SortedSet<>)] = nameof(SortedSet),
        [typeof(SortedList<,>)] = nameof(SortedList),
    };

    public static TArray Array<TArray, TElement>(TArray source, CopyContext context)
        where TArray : class
    {
        var copy = (Array)((Array)(object)source).Clone();
        Remember(source, copy, context);
        if (Element<TElement>.Code is { } code)
        {
            // By reference to the data: an array of a derived element type stays one, and any rank is a row of elements.
            ref var first = ref Unsafe.As<byte, TElement>(ref MemoryMarshal.GetArrayDataReference(copy));
            for (nint i = 0; i < copy.Length; i++)
            {
                code(ref Unsafe.Add(ref first, i), context);
            }
        }

        return (TArray)(object)copy;
    }

    public static StringBuilder Text(StringBuilder source, CopyContext context) =>
        new StringBuilder(source.Length).Append(source);

    public static List<T> List<T>(List<T> source, CopyContext context)
    {
        var copy = Remember(source, new List<T>(source.Count), context);
        copy.AddRange(source);
        if (Element<T>.Code is { } code)
        {
            foreach (ref var element in CollectionsMarshal.AsSpan(copy))
            {
                code(ref element, context);
            }
        }

        return copy;
    }

    public static Dictionary<TKey, TValue> Dictionary<TKey, TValue>(Dictionary<TKey, TValue> source, CopyContext context)
        where TKey : notnull
    {
        var copy = Remember(source, new Dictionary<TKey, TValue>(source.Count, source.Comparer), context);
        foreach (var (key, value) in source)
        {
            copy.Add(Element<TKey>.Copy(key, context), Element<TValue>.Copy(value, context));
        }

        return copy;
    }

    public static HashSet<T> HashSet<T>(HashSet<T> source, CopyContext context)
    {
        var copy = Remember(source, new HashSet<T>(source.Count, source.Comparer), context);
        foreach (var element in source)
        {
            copy.Add(Element<T>.Copy(element, context));
        }

        return copy;
    }

    public static Queue<T> Queue<T>(Queue<T> source, CopyContext context)
    {
        var copy = Remember(source, new Queue<T>(source.Count), context);
        foreach (var element in source)
        {
            copy.Enqueue(Element<T>.Copy(element, context));
        }

        return copy;
    }

    public static Stack<T> Stack<T>(Stack<T> source, CopyContext context)
    {
        var copy = Remember(source, new Stack<T>(source.Count), context);
        foreach (var element in source.Reverse())
        {
            copy.Push(Element<T>.Copy(element, context));
        }

        return copy;
    }

    public static LinkedList<T> LinkedList<T>(LinkedList<T> source, CopyContext context)
    {
        var copy = Remember(source, new LinkedList<T>(), context);
        foreach (var element in source)
        {
            copy.AddLast(Element<T>.Copy(element, context));
        }

        return copy;
    }

    public static SortedDictionary<TKey, TValue> SortedDictionary<TKey, TValue>(SortedDictionary<TKey, TValue> source, CopyContext context)
        where TKey : notnull
    {
        var copy = Remember(source, new SortedDictionary<TKey, TValue>(source.Comparer), context);
        foreach (var (key, value) in source)
        {
            copy.Add(Element<TKey>.Copy(key, context), Element<TValue>.Copy(value, context));
        }

        return copy;
    }

    public static SortedSet<T> SortedSet<T>(SortedSet<T> source, CopyContext context)
    {
        var copy = Remember(source, new SortedSet<T>(source.Comparer), context);
        foreach (var element in source)
        {
            copy.Add(Element<T>.Copy(element, context));
        }

        return copy;
    }

    public static SortedList<TKey, TValue> SortedList<TKey, TValue>(SortedList<TKey, TValue> source, CopyContext context)
        where TKey : notnull
    {
        var copy = Remember(source, new SortedList<TKey, TValue>(source.Count, source.Comparer), context);
        foreach (var (key, value) in source)
        {
            copy.Add(Element<TKey>.Copy(key, context), Element<TValue>.Copy(value, context));
        }

        return copy;
    }

    private static TCopy Remember<TCopy>(object source, TCopy copy, CopyContext context)
        where TCopy : class
    {
        if (ReachesItself<TCopy>.Value)
        {
            context.Add(source, copy);
        }

        return copy;
    }

    private static void Remember<TArray>(TArray source, Array copy, CopyContext context)
        where TArray : class
    {
        if (ReachesItself<TArray>.Value)
        {
            context.Add(source, copy);
        }
    }

    private static class ReachesItself<T>
    {
        public static readonly bool Value = CopyRules.CanReachItself(typeof(T));
    }

    private static class Element<T>
    {
        public static readonly CopyInPlace<T>? Code = CopyRules.IsShareable(typeof(T)) ? null : CopyCode.InPlace<T>();

        public static T Copy(T element, CopyContext context)
        {
            Code?.Invoke(ref element, context);
            return element;
        }
    }
}
