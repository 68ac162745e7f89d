using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Numerics;
using System.Reflection;
using Flink.Core.Operators;

namespace Flink.Streaming.Functions;

/// <summary>A reduction that changes one field of the first record: sum, min, max.</summary>
/// <remarks>
/// The other fields stay those of the first record of the key, as in Flink. Objects are copied, never changed. What travels is the
/// name of the field; code is generated where it is bound, once per field.
/// </remarks>
internal abstract class FieldReduction : FunctionSpec
{
    private static readonly ConcurrentDictionary<(Type Record, MemberInfo Field, string Operation), Delegate> _compiled = new();

    public static FunctionSpec Sum<T, TField>(Expression<Func<T, TField>> field)
        where TField : INumber<TField> => Named(field, nameof(Add));

    public static FunctionSpec Min<T, TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => Named(field, nameof(Smaller));

    public static FunctionSpec Max<T, TField>(Expression<Func<T, TField>> field)
        where TField : IComparable<TField> => Named(field, nameof(Larger));

    private static FunctionSpec Named<T, TField>(Expression<Func<T, TField>> field, string operation)
    {
        ArgumentNullException.ThrowIfNull(field);

        // Where the record is the value itself (a stream of numbers), there is no field.
        var member = field.Body is ParameterExpression && typeof(TField) == typeof(T) ? null : FieldOf(field);
        return Checked(new Spec<T, TField>(member, operation));
    }

    private static Func<T, T, T> Compile<T, TField>(MemberInfo member, string operation)
    {
        var reduced = Expression.Parameter(typeof(T), "reduced");
        var next = Expression.Parameter(typeof(T), "next");
        var result = Expression.Variable(typeof(T), "result");
        var combine = Combination(operation, typeof(TField));
        Expression copy = typeof(T).IsValueType
            ? reduced
            : Expression.Call(typeof(FunctionObject), nameof(FunctionObject.CopyOf), [typeof(T)], reduced);
        var value = Expression.Call(combine, Expression.MakeMemberAccess(reduced, member), Expression.MakeMemberAccess(next, member));
        var body = Expression.Block(
            [result],
            Expression.Assign(result, copy),
            Expression.Assign(Expression.MakeMemberAccess(result, member), value),
            result);
        return Expression.Lambda<Func<T, T, T>>(body, reduced, next).Compile();
    }

    private static MethodInfo Combination(string operation, Type field) =>
        typeof(FieldReduction).GetMethod(operation, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(field);

    private static MemberInfo FieldOf<T, TField>(Expression<Func<T, TField>> field)
    {
        if (field.Body is not MemberExpression { Expression: ParameterExpression } access)
        {
            throw new ArgumentException($"'{field}' does not name a field of the record. Write it as r => r.Field, or r => r where the record is a number; for anything else use Reduce.", nameof(field));
        }

        var isWritable = access.Member is PropertyInfo property ? property.CanWrite : access.Member is FieldInfo { IsInitOnly: false };
        return isWritable
            ? access.Member
            : throw new ArgumentException(
                $"'{typeof(T).Name}.{access.Member.Name}' is read-only, so the result cannot be written to it. Give it a setter or an init accessor, or use Reduce.", nameof(field));
    }

    private static T Add<T>(T left, T right)
        where T : INumber<T> => left + right;

    private static T Smaller<T>(T left, T right)
        where T : IComparable<T> => right.CompareTo(left) < 0 ? right : left;

    private static T Larger<T>(T left, T right)
        where T : IComparable<T> => right.CompareTo(left) > 0 ? right : left;

    private sealed class Spec<T, TField>(MemberInfo? member, string operation) : FieldReduction
    {
        public override object Bind()
        {
            var function = member is null
                ? Combination(operation, typeof(T)).CreateDelegate<Func<T, T, T>>()
                : (Func<T, T, T>)_compiled.GetOrAdd((typeof(T), member, operation), _ => Compile<T, TField>(member, operation));
            return FunctionSpec.Of(typeof(FuncReduce<,>), function, typeof(T)).Bind();
        }
    }
}
