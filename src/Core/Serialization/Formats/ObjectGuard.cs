using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>What is checked about objects while they are written and read.</summary>
internal static class ObjectGuard
{
    /// <summary>Fields that the search for a circle follows before it gives up to name it.</summary>
    private const int MostSteps = 100_000;

    /// <summary>Refuses an object whose class is not the declared one, where no other can travel: it would be cut to the declared one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RefuseOtherClass<T>(T value)
    {
        if (value is not null && value.GetType() != typeof(T))
        {
            throw OtherClass(value.GetType(), typeof(T), "It would lose what its class adds. Convert it first");
        }
    }

    /// <summary>The error that a value of one class cannot travel where another is declared.</summary>
    public static FlinkException OtherClass(Type actual, Type declared, string advice) => new(
        $"An object of class '{TypeNames.Display(actual)}' cannot be serialized where '{TypeNames.Display(declared)}' is declared. {advice}.");

    /// <summary>Refuses to write an object that is nested too deep, and names the circle if it is on one.</summary>
    public static void EnterWrite(object record)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            var circle = CircleFrom(record);
            throw new FlinkException(
                $"An object of class '{TypeNames.Display(record.GetType())}' cannot be serialized: "
                + (circle is null ? "it is part of a chain of objects that is too long to follow" : $"it refers to itself through {circle}")
                + ". Hold keys instead of references, or a list instead of linked objects.");
        }
    }

    /// <summary>Refuses to read an object that is nested too deep.</summary>
    public static void EnterRead(ref RecordReader reader)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            reader.ThrowCorrupt("objects are nested too deep");
        }
    }

    /// <summary>The shortest path of fields and elements from an object back to it; null when there is none, or none was found.</summary>
    private static string? CircleFrom(object start)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<(object Object, string Path)>();
        queue.Enqueue((start, ""));
        for (var steps = 0; queue.TryDequeue(out var at) && steps < MostSteps; steps++)
        {
            foreach (var (part, name) in PartsOf(at.Object))
            {
                var path = name.StartsWith('[') ? at.Path + name : RecordFields.Join(at.Path, name);
                if (ReferenceEquals(part, start))
                {
                    return path;
                }

                if (part.GetType().IsValueType || seen.Add(part))
                {
                    queue.Enqueue((part, path));
                }
            }
        }

        return null;
    }

    private static IEnumerable<(object Part, string Name)> PartsOf(object parent)
    {
        if (parent is string || Scalars.Find(parent.GetType()) is not null || parent.GetType().IsEnum)
        {
            yield break;
        }

        if (parent is System.Collections.IEnumerable elements && (parent is Array || RecordFields.IsFramework(parent.GetType())))
        {
            foreach (var element in elements)
            {
                if (element is not null)
                {
                    yield return (element, "[]");
                }
            }

            yield break;
        }

        foreach (var field in RecordFields.Of(parent.GetType()))
        {
            if (field.GetValue(parent) is { } part)
            {
                yield return (part, RecordFields.MemberName(field));
            }
        }
    }
}
