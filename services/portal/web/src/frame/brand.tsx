import { Link } from 'react-router';
import { PATHS } from '../app/paths.ts';
import { text } from '../texts/texts.ts';
import classes from './frame.module.css';
import { useSession } from './session-context.ts';

export function Brand() {
  const { tenant } = useSession();
  return (
    <Link to={PATHS.home} className={classes['brand']}>
      <img src="/favicon.svg" alt="" width={32} height={32} />
      <span style={{ minWidth: 0, display: 'grid' }}>
        <span className={classes['brandName']}>{text('frame.brand')}</span>
        <span className={classes['tenant']}>{tenant.name}</span>
      </span>
    </Link>
  );
}
