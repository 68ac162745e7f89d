using System.Collections.Concurrent;
using System.Reflection;

namespace Flink.Core.Operators;

/// <summary>Gives every user delegate a type argument of its own, so that the operator that calls it has machine code and a profile of its own.</summary>
/// <remarks>
/// Two operators of one generic type share their code and the profile that guarded inlining of delegates reads: with a second
/// map in the chain, or a second job over the same record type, the calls would no longer be inlined (5.2 ns against 4.1 a
/// record for map-filter-map; docs/decisions/0001-batches-not-records.md). The tags are nested empty structs that spell a
/// number in base 4. A delegate's method gets the same tag every time, so running a job again compiles nothing.
/// </remarks>
public static class ProfileTag
{
    private const int Base = 4;

    private static readonly Type[] _digits = [typeof(Zero), typeof(One), typeof(Two), typeof(Three)];
    private static readonly ConcurrentDictionary<MemberInfo, Type> _tags = new();
    private static int _next;

    /// <summary>The tag of a delegate's method.</summary>
    /// <returns>A struct type without fields.</returns>
    public static Type For(Delegate function) => _tags.GetOrAdd(function.Method, static _ => Spell(Interlocked.Increment(ref _next)));

    /// <summary>The tag of a function that is an object of a class.</summary>
    /// <returns>A struct type without fields.</returns>
    public static Type For(Type functionClass) => _tags.GetOrAdd(functionClass, static _ => Spell(Interlocked.Increment(ref _next)));

    /// <summary>Closes an operator type whose last type argument is the tag, and makes it.</summary>
    /// <param name="definition">Open generic type.</param>
    /// <param name="function">The delegate: it decides the tag and is the constructor's argument.</param>
    /// <param name="arguments">The leading type arguments.</param>
    public static Operator Create(Type definition, Delegate function, params ReadOnlySpan<Type> arguments)
    {
        Type[] all = [.. arguments, For(function)];
        return (Operator)Activator.CreateInstance(definition.MakeGenericType(all), function)!;
    }

    private static Type Spell(int number)
    {
        var tag = _digits[number % Base];
        for (number /= Base; number > 0; number /= Base)
        {
            tag = typeof(Tag<,>).MakeGenericType(_digits[number % Base], tag);
        }

        return tag;
    }

    private readonly struct Zero;

    private readonly struct One;

    private readonly struct Two;

    private readonly struct Three;

    private readonly struct Tag<TDigit, TRest>
        where TDigit : struct
        where TRest : struct;
}
